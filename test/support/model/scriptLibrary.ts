import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { scriptSchema, type Script, type ScriptStep } from './scriptSchema.ts';

export interface NamedScript {
  readonly name: string;
  readonly script: Script;
}

const mark = /\[\[script:([\w-]+)\]\]/;

/** The script files of one folder, and the choice among them. */
export class ScriptLibrary {
  readonly #scripts: ReadonlyMap<string, Script>;

  constructor(directory: string) {
    const files = readdirSync(directory).filter((file) => file.endsWith('.json'));
    this.#scripts = new Map(files.map((file) => [basename(file, '.json'), load(directory, file)]));
  }

  names(): readonly string[] {
    return [...this.#scripts.keys()].toSorted();
  }

  /** A `[[script:NAME]]` in the prompt decides; otherwise the words a script lists. */
  choose(prompt: string): NamedScript {
    const name = mark.exec(prompt)?.[1] ?? this.#byWords(prompt);
    const script = this.#scripts.get(name);
    return script ? { name, script } : { name, script: unknownScript(name, this.names()) };
  }

  #byWords(prompt: string): string {
    const words = new Set(prompt.toLowerCase().match(/\p{L}+/gu) ?? []);
    const entries = [...this.#scripts].toSorted(([a], [b]) => a.localeCompare(b));
    const wanted = entries.find(([, script]) => script.match.some((word) => words.has(word)));
    return (wanted ?? entries.find(([, script]) => script.match.includes('*')))?.[0] ?? 'hello';
  }
}

/** The last step repeats, so that a conversation that goes on still gets an answer. */
export function stepAt(script: Script, index: number): ScriptStep {
  const [first, ...rest] = script.steps;
  return index === 0 ? first : (rest[index - 1] ?? rest.at(-1) ?? first);
}

function load(directory: string, file: string): Script {
  const parsed = scriptSchema.safeParse(JSON.parse(readFileSync(join(directory, file), 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${parsed.error.message}`);
  return parsed.data;
}

function unknownScript(name: string, known: readonly string[]): Script {
  const text = `There is no script "${name}". Known scripts: ${known.join(', ')}.`;
  return scriptSchema.parse({ about: 'Unknown name', steps: [{ text }] });
}
