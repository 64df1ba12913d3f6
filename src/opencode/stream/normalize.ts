import type { Logger } from '../../base/log.ts';
import type { StreamEvent } from '../../model/event.ts';
import type { RootId } from '../../model/ids.ts';
import type { Frame } from './envelope.ts';
import { frameReaders } from './frameReaders.ts';

/** Types that we know and have no use for. A prefix ends in a dot. */
const ignored: ReadonlySet<string> = new Set([
  'catalog.',
  'file.',
  'global.',
  'installation.',
  'integration.',
  'lsp.',
  'mcp.',
  'models-dev.',
  'plugin.',
  'project.',
  'pty.',
  'reference.',
  'server.',
  'tui.',
  'vcs.',
  'workspace.',
  'worktree.',
  'ide.',
  'command.executed',
  'session.diff',
  'session.next.',
  'permission.v2.',
  'question.v2.',
  'sync',
]);

/** Turns frames into events. What it cannot use is counted, told once per type, and never fatal. */
export class Normalizer {
  readonly unknownTypes = new Map<string, number>();
  /** By type; frames that are no event at all count under the empty name. */
  readonly malformed = new Map<string, number>();
  readonly #root: RootId;
  readonly #log: Logger;

  constructor(root: RootId, log: Logger) {
    this.#root = root;
    this.#log = log;
  }

  normalize(frame: Frame | undefined): readonly StreamEvent[] {
    if (!frame) return this.#drop(this.malformed, '', 'Frames that are no event');
    const reader = frameReaders.get(frame.type);
    if (!reader) return this.#skip(frame.type);
    const events = reader(this.#root, frame.properties);
    return events ?? this.#drop(this.malformed, frame.type, `Malformed ${clip(frame.type)} frames`);
  }

  #skip(type: string): readonly StreamEvent[] {
    const isIgnored = prefixesOf(type).some((name) => ignored.has(name));
    return isIgnored
      ? []
      : this.#drop(this.unknownTypes, type, `Frames of unknown type ${clip(type)}`);
  }

  #drop(counts: Map<string, number>, type: string, what: string): readonly StreamEvent[] {
    const seen = counts.get(type) ?? 0;
    if (seen === 0) this.#log.debug(`${what} are ignored.`);
    // A server that invents types without end must not fill the memory.
    if (seen > 0 || counts.size < maxCountedTypes) counts.set(type, seen + 1);
    return [];
  }
}

const maxCountedTypes = 1_000;

function clip(type: string): string {
  return type.slice(0, 80);
}

/** `a.b.c` → `a.`, `a.b.`, `a.b.c` */
function prefixesOf(type: string): readonly string[] {
  const ends = [...type.matchAll(/\./g)].slice(0, 3).map((dot) => type.slice(0, dot.index + 1));
  return [...ends, type];
}
