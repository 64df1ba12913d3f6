import { toAppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import { HttpClient } from '../http/httpClient.ts';
import type { ListedProcess } from '../process/listedProcess.ts';
import { isSame, type ProcessRef } from '../process/processIdentity.ts';
import { hasVariable, listProcesses, mayRun } from '../process/processTable.ts';
import { killLeftBehind } from '../process/processTree.ts';
import { anything } from '../wire/wire.ts';
import { AdoptedProcess } from './adoptedProcess.ts';
import { originOf } from './machine.ts';
import { dropDeadClaims } from './rootClaim.ts';
import type { RunFolder } from './runFolder.ts';
import type { RunPlaces } from './runPlaces.ts';
import type { RecordedServer, RunRecord } from './runRecord.ts';

interface Ownerless {
  readonly folder: RunFolder;
  /** Undefined when it was never written, or is torn. */
  readonly record: RunRecord | undefined;
}

type ProvenRecord = RunRecord & { readonly server: RecordedServer };

/** The time in which a window that has made a folder puts its lease into it. */
const youthMs = 60_000;

/** Ends the servers that no living window uses, with their tools, and removes their folders. */
export class Reaper {
  readonly #places: RunPlaces;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #reported = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(places: RunPlaces, clock: Clock, log: Logger) {
    this.#places = places;
    this.#clock = clock;
    this.#log = log;
  }

  /** Resolves when all that was ownerless is gone. Never rejects: what cannot be told is let be. */
  reap(): Promise<void> {
    this.#last = this.#last.then(() => this.#reap());
    return this.#last;
  }

  async #reap(): Promise<void> {
    try {
      for (const path of this.#places.strays()) this.#report(path, 'it is not ours');
      const foreign = this.#places.folders().filter((folder) => !folder.isLeasedBy(process.pid));
      if (foreign.length > 0) await this.#endOwnerless(foreign, await listProcesses());
      await dropDeadClaims(this.#places.servers, this.#log);
    } catch (error) {
      this.#log.warn(`Could not look for servers left behind: ${toAppError(error).message}`);
    }
  }

  async #endOwnerless(
    folders: readonly RunFolder[],
    listed: readonly ListedProcess[],
  ): Promise<void> {
    const ownerless = folders.flatMap((folder) => this.#judge(folder, listed) ?? []);
    const ends = ownerless.map((each) => this.#end(each, listed));
    for (const end of await Promise.allSettled(ends)) {
      if (end.status === 'rejected') this.#log.warn(`A server was left: ${String(end.reason)}`);
    }
  }

  /** Undefined when it is to be let be. */
  #judge(folder: RunFolder, listed: readonly ListedProcess[]): Ownerless | undefined {
    const reading = folder.read();
    if (reading.kind === 'foreign' || reading.kind === 'unreadable') {
      this.#report(folder.path, `its record is ${reading.kind}`);
      return undefined;
    }
    const record = reading.kind === 'record' ? reading.record : undefined;
    if (record && originOf(record) === 'elsewhere') return undefined;
    const leases = folder.leases();
    if (leases.some((window) => isAmong(window, listed))) return undefined;
    const isYoung = this.#clock.now() - folder.changedAt() < youthMs;
    return leases.length === 0 && !record && isYoung ? undefined : { folder, record };
  }

  async #end(ownerless: Ownerless, listed: readonly ListedProcess[]): Promise<void> {
    const { folder, record } = ownerless;
    const what = titleOf(ownerless);
    this.#log.info(`Ending what is left of the server for ${what}.`);
    const isThere = record && isProven(record, folder, listed);
    const isGone = !isThere || (await this.#endServer(record));
    const isHere = record && originOf(record) === 'here';
    const isSwept = await killLeftBehind(folder.mark, isHere ? record.server : undefined);
    if (isGone && isSwept) return folder.remove(this.#log);
    this.#log.warn(`The server for ${what} has not gone in spite of everything.`);
  }

  /**
   * OpenCode itself ends its running turns in better order than any signal does. Resolves with whether
   * it is gone.
   */
  async #endServer({ server, root, username, password }: ProvenRecord): Promise<boolean> {
    const origin = `http://127.0.0.1:${server.port}`;
    const http = new HttpClient({ origin, directory: root, credentials: { username, password } });
    const running = new AdoptedProcess(server, this.#clock);
    const isGone = await running.stop(async (signal) => {
      await http.send('POST', '/global/dispose', anything, { signal });
    });
    http.dispose();
    return isGone;
  }

  #report(path: string, why: string): void {
    if (this.#reported.has(path)) return;
    this.#reported.add(path);
    this.#log.warn(`${path} is left alone: ${why}.`);
  }
}

function titleOf({ folder, record }: Ownerless): string {
  return record ? `${record.root} of ${new Date(record.createdAt).toISOString()}` : folder.id;
}

/** In doubt, too: one whose start was not told counts by its number. */
function isAmong(window: ProcessRef, listed: readonly ListedProcess[]): boolean {
  return window.startedAt === '' ? mayRun(window) : listed.some((each) => isSame(each, window));
}

/** The process of that number is the one that was started, and nothing speaks against its being ours. */
function isProven(
  record: RunRecord,
  folder: RunFolder,
  listed: readonly ListedProcess[],
): record is ProvenRecord {
  const { server } = record;
  if (!server || originOf(record) !== 'here') return false;
  const isThere = listed.some((each) => isSame(each, server));
  return isThere && hasVariable(server.pid, folder.mark) !== false;
}
