import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const entrySchema = z.object({
  path: z.string(),
  /** Size and time of change: another file at the same path is another program. */
  stamp: z.string(),
  version: z.string(),
});
const fileSchema = z.array(entrySchema);

type Entry = z.infer<typeof entrySchema>;

const fileName = 'opencode-versions.json';
const mostEntries = 20;

/** For this process, also where nothing can be written. */
const inMemory = new Map<string, Entry>();

/** The versions of programs that were asked before: a question costs almost a second. */
export class RememberedVersions {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  versionOf(path: string): string | undefined {
    const stamp = stampOf(path);
    const entries = [...inMemory.values(), ...this.#read()];
    return entries.find((entry) => entry.path === path && entry.stamp === stamp)?.version;
  }

  remember(path: string, version: string): void {
    const stamp = stampOf(path);
    if (stamp === undefined) return;
    const entry = { path, stamp, version };
    inMemory.set(path, entry);
    const others = this.#read().filter((each) => each.path !== path);
    this.#write([entry, ...others].slice(0, mostEntries));
  }

  #read(): readonly Entry[] {
    try {
      const parsed = fileSchema.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')));
      return parsed.success ? parsed.data : [];
    } catch {
      // Not written yet, or not by us: the programs are asked again.
      return [];
    }
  }

  #write(entries: readonly Entry[]): void {
    const draft = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(this.#directory, { recursive: true });
      writeFileSync(draft, JSON.stringify(entries));
      renameSync(draft, this.#file);
    } catch {
      // It is only a shortcut; the next window asks again.
    }
  }

  get #file(): string {
    return join(this.#directory, fileName);
  }
}

function stampOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.size}:${stats.mtimeMs}`;
}
