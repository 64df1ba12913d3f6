import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { ProcessRef } from '../process/processIdentity.ts';
import { thisProcess } from '../process/processTable.ts';
import type { RunFolder } from './runFolder.ts';
import { Reaper } from './reaper.ts';
import { RootClaim } from './rootClaim.ts';
import { RunPlaces } from './runPlaces.ts';

/** A new run's folder, this window's lease of it, and what was put there. */
export interface OpenedRun<T> {
  readonly folder: RunFolder;
  readonly lease: string;
  readonly content: T;
  /** Why it is not in the storage: the system's code, such as `ENOSPC`. */
  readonly unnoted?: string | undefined;
}

type Fill<T> = (folder: RunFolder, window: ProcessRef) => T;

export interface RunRegistryOptions {
  readonly storageDirectory: string;
  /** The system's when left out. */
  readonly tempDirectory?: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The servers that run or ran, each with a folder on the disk that all windows can see. */
export class RunRegistry {
  readonly places: RunPlaces;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #reaper: Reaper;

  constructor({ storageDirectory, tempDirectory, clock, log }: RunRegistryOptions) {
    this.places = new RunPlaces(storageDirectory, tempDirectory);
    this.#clock = clock;
    this.#log = log;
    this.#reaper = new Reaper(this.places, clock, log);
  }

  /** Ends what dead windows have left. Never rejects. */
  reap(): Promise<void> {
    return this.#reaper.reap();
  }

  /**
   * The sole right to start or join a server of a root. Undefined where it cannot be noted: then two
   * windows may start one each.
   * @throws why the signal aborts
   */
  async claim(
    rootKey: string,
    onWaiting: () => void,
    signal: AbortSignal,
  ): Promise<RootClaim | undefined> {
    const window = await thisProcess();
    const options = { folder: this.places.servers, rootKey, window, onWaiting };
    try {
      return await RootClaim.take({ ...options, clock: this.#clock, log: this.#log }, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#log.debug(`The start could not be claimed: ${String(error)}`);
      return undefined;
    }
  }

  /**
   * Makes a place for a server, which must be there before the server: in the storage, else in the
   * folder for temporary files.
   * @throws AppError `storage-unwritable`, or what `fill` throws for other reasons than the disk
   */
  async open<T>(fill: Fill<T>): Promise<OpenedRun<T>> {
    const window = await thisProcess();
    const attempt = (create: () => RunFolder) => this.#attempt(create, window, fill);
    const inStorage = attempt(() => this.places.createInStorage());
    if (!('error' in inStorage)) return inStorage;
    const problem = problemOf(this.places.servers, inStorage.error);
    this.#log.warn(`${problem} The folder for temporary files is used instead.`);
    const inTemp = attempt(() => this.places.createInTemp());
    if (!('error' in inTemp)) return { ...inTemp, unnoted: inStorage.error.code };
    const detail = `${problem}\n${problemOf(this.places.temp, inTemp.error)}`;
    throw new AppError('storage-unwritable', 'OpenCode needs a place for small files.', { detail });
  }

  #attempt<T>(
    create: () => RunFolder,
    window: ProcessRef,
    fill: Fill<T>,
  ): OpenedRun<T> | { readonly error: DiskError } {
    let folder: RunFolder | undefined;
    try {
      folder = create();
      return { folder, lease: folder.lease(window), content: fill(folder, window) };
    } catch (error) {
      folder?.remove(this.#log);
      if (isOfTheDisk(error)) return { error };
      throw error;
    }
  }
}

type DiskError = Error & { readonly code: string };

/** Such as EACCES, ENOSPC, EROFS, ENOTDIR. */
function isOfTheDisk(error: unknown): error is DiskError {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

function problemOf(folder: string, { message }: Error): string {
  return `The servers that run cannot be noted in ${folder} (${message}).`;
}
