import { createDeferred } from '../../base/deferred.ts';
import { AppError } from '../../base/errors.ts';
import { warnOnFailure, type Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { EndReason, ServerPlace } from '../../model/server.ts';
import type { HttpClient } from '../http/httpClient.ts';
import type { ProcessRef } from '../process/processIdentity.ts';
import { firstRequest, type PermissionDefaults } from '../permissions/permissionDefaults.ts';
import { untilTrue } from '../process/polling.ts';
import { killLeftBehind, killMarked } from '../process/processTree.ts';
import type { RunningServer, ServerEnd } from '../server/runningServer.ts';
import { anything } from '../wire/wire.ts';
import type { AnnouncedEnd, RunFolder } from './runFolder.ts';

/** The process of a server, whoever started it. */
export interface ServerHandle {
  /** What it ended with, in words. Never rejects. */
  readonly exited: Promise<string>;
  readonly outputTail: string;
  /** Resolves in bounded time with whether it is gone. */
  stop(dispose: (signal: AbortSignal) => Promise<void>): Promise<boolean>;
  kill(): void;
  /** Leaves it running, and does not keep this process alive for it. */
  letGo(): void;
}

export interface SharedServerOptions extends ServerPlace {
  readonly handle: ServerHandle;
  readonly folder: RunFolder;
  /** This window's in the folder. */
  readonly lease: string;
  /** The process, where the system tells. */
  readonly process: ProcessRef | undefined;
  readonly http: HttpClient;
  /** What makes it ask; undefined when that is left to OpenCode. */
  readonly defaults: PermissionDefaults | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * A server of ours, which all windows that hold a lease of it use alike. Who leaves ends it when nobody
 * else has a lease; a person who stops it ends it for all, who are told by the folder.
 */
export class SharedServer implements RunningServer {
  readonly version: string;
  readonly origin: string;
  readonly startedBy: ServerPlace['startedBy'];
  readonly program: string | undefined;
  readonly unnoted: string | undefined;
  readonly http: HttpClient;
  readonly ended: Promise<ServerEnd | AppError>;
  readonly #options: SharedServerOptions;
  readonly #watch = new AbortController();

  constructor(options: SharedServerOptions) {
    this.#options = options;
    this.version = options.version;
    this.origin = options.origin;
    this.startedBy = options.startedBy;
    this.program = options.program;
    this.unnoted = options.unnoted;
    this.http = options.http;
    this.ended = this.#follow();
  }

  async settle(): Promise<void> {
    const { defaults, http } = this.#options;
    if (defaults) await defaults.settle(http);
    else await http.get('/config', anything, firstRequest);
  }

  async stop(): Promise<void> {
    const { folder, lease, log } = this.#options;
    this.#leave();
    if (await folder.isInUse(lease)) return this.#letGo();
    if (await this.#end('unused')) folder.remove(log);
  }

  async end(reason: EndReason): Promise<void> {
    const { folder, lease, log } = this.#options;
    this.#watch.abort();
    const isGone = await this.#end(reason);
    this.#leave();
    // Who else has it must still learn why it ended; the last of them takes it away.
    if (isGone && !(await folder.isInUse(lease))) folder.remove(log);
  }

  kill(): void {
    const { handle, folder, lease, log } = this.#options;
    this.#leave();
    if (!folder.mayBeInUse(lease)) {
      warnOnFailure(log, () => handle.kill());
      warnOnFailure(log, () => killMarked(folder.mark));
      folder.remove(log);
    }
    this.#letGo();
  }

  /** Resolves with whether it is gone. Otherwise its folder stays, by which it is found again. */
  async #end(reason: AnnouncedEnd): Promise<boolean> {
    const { handle, folder, http, log } = this.#options;
    warnOnFailure(log, () => folder.announce(reason));
    const isGone = await handle.stop(async (signal) => {
      await http.send('POST', '/global/dispose', anything, { signal });
    });
    if (!isGone) log.warn(`The server of ${folder.path} has not gone in spite of everything.`);
    await this.#sweep();
    this.#letGo();
    return isGone;
  }

  #leave(): void {
    const { folder, lease, log } = this.#options;
    this.#watch.abort();
    folder.release(lease, log);
  }

  #letGo(): void {
    this.#options.handle.letGo();
    this.#options.http.dispose();
  }

  async #follow(): Promise<ServerEnd | AppError> {
    const { handle, folder } = this.#options;
    const how = await Promise.race([handle.exited, this.#isAnnounced()]);
    const announced = folder.announced();
    if (announced) return announcedEnd(announced);
    await this.#sweep();
    return { how, outputTail: handle.outputTail };
  }

  /** Whose child it is hears of its exit at once, and looks then. Resolves in the one case only. */
  async #isAnnounced(): Promise<string> {
    const { folder, startedBy, clock } = this.#options;
    const isOver = () => folder.announced() !== undefined;
    const isWatching = startedBy === 'otherWindow';
    const isFound = isWatching && (await untilTrue(isOver, clock, this.#watch.signal));
    return isFound ? 'its end is announced' : createDeferred<never>().promise;
  }

  async #sweep(): Promise<void> {
    const { folder, process } = this.#options;
    try {
      await killLeftBehind(folder.mark, process);
    } catch (error) {
      this.#options.log.warn(`Could not look for what the server left running: ${String(error)}`);
    }
  }
}

function announcedEnd(end: AnnouncedEnd): AppError {
  return end === 'stopped'
    ? new AppError('stopped-elsewhere', 'Another window has stopped the server.')
    : new AppError('restarted-elsewhere', 'Another window has restarted the server.');
}
