import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { warnOnFailure, type Logger } from '../../base/log.ts';
import type { EndReason } from '../../model/server.ts';
import { nameOf, refOf, type ProcessRef } from '../process/processIdentity.ts';
import { isRunning, mayRun } from '../process/processTable.ts';
import type { Environment } from '../server/serverEnvironment.ts';
import { namesIn, runIdOf } from './runNames.ts';
import { runRecordSchema, type RunRecord } from './runRecord.ts';

/** Why a server ends that somebody ends: a person wished it, or its last window left. */
export type AnnouncedEnd = EndReason | 'unused';

/** `torn`: not (or no longer) what was written. `foreign`: of another version of ours. */
export type RecordReading =
  | { readonly kind: 'record'; readonly record: RunRecord }
  | { readonly kind: 'missing' | 'torn' | 'foreign' | 'unreadable' };

const runVariable = 'OPENCODE_SESSIONS_RUN';
const ends: readonly AnnouncedEnd[] = ['stopped', 'restarting', 'unused'];
const readableByOwner = { mode: 0o600 };

/**
 * One server's folder: its record, the leases of the windows that use it, and the small files that it
 * reads. What must not be torn stands in the name of a file: leases, and the announcement of an end.
 */
export class RunFolder {
  readonly path: string;
  readonly id: string;

  constructor(path: string) {
    this.path = path;
    this.id = runIdOf(basename(path)) ?? '';
  }

  /** @throws when it cannot be written */
  static create(path: string): RunFolder {
    mkdirSync(path, { mode: 0o700 });
    return new RunFolder(path);
  }

  /** What the server gets in its environment, and so its tools do, however they are started. */
  get environment(): Environment {
    return { [runVariable]: this.id };
  }

  /** The same as it stands in the environment of a process. */
  get mark(): string {
    return `${runVariable}=${this.id}`;
  }

  /** Where the permission defaults keep their files. */
  get permissions(): string {
    return join(this.path, 'permissions');
  }

  /** @throws when it cannot be written */
  write(record: RunRecord): void {
    const draft = this.#file(`draft-${randomBytes(4).toString('hex')}`);
    try {
      writeFileSync(draft, JSON.stringify(record), readableByOwner);
      renameSync(draft, this.#file('server.json'));
    } finally {
      rmSync(draft, { force: true });
    }
  }

  read(): RecordReading {
    try {
      return parsed(readFileSync(this.#file('server.json'), 'utf8'));
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return { kind: isMissing ? 'missing' : 'unreadable' };
    }
  }

  get record(): RunRecord | undefined {
    const reading = this.read();
    return reading.kind === 'record' ? reading.record : undefined;
  }

  /** The name under which `release` takes it back. @throws when it cannot be written */
  lease(window: ProcessRef): string {
    const name = `lease-${nameOf(window)}-${randomBytes(4).toString('hex')}`;
    writeFileSync(this.#file(name), '', { ...readableByOwner, flag: 'wx' });
    return name;
  }

  /** One that the disk does not let go of is void as soon as its window ends. */
  release(lease: string, log: Logger): void {
    warnOnFailure(log, () => rmSync(this.#file(lease), { force: true }));
  }

  /** The processes of the windows that use it, or did when they ended; `but` is a lease given back. */
  leases(but?: string): readonly ProcessRef[] {
    const names = namesIn(this.path).filter((name) => name !== but);
    return names.flatMap((name) => leaseOwner(name) ?? []);
  }

  /** Without a look at the processes: who asks for its own is alive. */
  isLeasedBy(pid: number): boolean {
    return this.leases().some((window) => window.pid === pid && mayRun(window));
  }

  async isInUse(but?: string): Promise<boolean> {
    const running = await Promise.all(this.leases(but).map((window) => isRunning(window)));
    return running.includes(true);
  }

  /** The same without waiting; true when in doubt. */
  mayBeInUse(but?: string): boolean {
    return this.leases(but).some((window) => mayRun(window));
  }

  /** Tells the other windows why it will be gone. */
  announce(end: AnnouncedEnd): void {
    writeFileSync(this.#file(`end-${end}`), '', readableByOwner);
  }

  announced(): AnnouncedEnd | undefined {
    return ends.find((end) => existsSync(this.#file(`end-${end}`)));
  }

  /** Milliseconds since the epoch; 0 when it is gone. */
  changedAt(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }

  /** What the disk does not let go of, a later look for servers without a window finds again. */
  remove(log: Logger): void {
    const options = { recursive: true, force: true, maxRetries: 3, retryDelay: 50 };
    warnOnFailure(log, () => rmSync(this.path, options));
  }

  #file(name: string): string {
    return join(this.path, name);
  }
}

function leaseOwner(name: string): ProcessRef | undefined {
  const { owner } = /^lease-(?<owner>.+)-[\da-f]{8}$/.exec(name)?.groups ?? {};
  return owner === undefined ? undefined : refOf(owner);
}

function parsed(text: string): RecordReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'torn' };
  }
  const { success, data } = runRecordSchema.safeParse(json);
  return success ? { kind: 'record', record: data } : { kind: 'foreign' };
}
