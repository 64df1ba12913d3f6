import type { AppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { RootId, SessionId } from '../model/ids.ts';
import type { ServerPool } from '../model/server.ts';
import type { Store } from './store.ts';
import { RootSync } from './sync.ts';

export interface ConnectionOptions {
  readonly store: Store;
  readonly pool: ServerPool;
  readonly openSessions: (root: RootId) => readonly SessionId[];
  readonly clock: Clock;
  readonly log: Logger;
}

/** One run of a root's server, from its start to its end. */
export class RootConnection {
  /** Settles when the server runs, or with the reason why it does not. */
  readonly opened: Promise<RootSync>;
  /** Set when its server ended and is started again by itself: settles when that has begun. */
  restart: Promise<undefined> | undefined;
  readonly #options: ConnectionOptions;
  #sync: RootSync | undefined;
  #ended: AppError | undefined;

  constructor(root: RootId, options: ConnectionOptions) {
    this.#options = options;
    this.opened = this.#open(root);
    // Each caller of `ready` hears of a failure; with no caller there is nobody to tell.
    this.opened.catch(() => undefined);
  }

  get sync(): RootSync | undefined {
    return this.#sync;
  }

  /** Settles with the first snapshot, or with the reason why there is none. */
  async ready(): Promise<RootSync> {
    const sync = await this.opened;
    await sync.whenReady();
    return sync;
  }

  /** The same, and nothing of what happens from here on is missed. */
  async seeing(): Promise<RootSync> {
    const sync = await this.opened;
    await sync.whenCurrent();
    return sync;
  }

  end(reason: AppError): void {
    this.#ended ??= reason;
    this.#sync?.dispose(reason);
  }

  async #open(root: RootId): Promise<RootSync> {
    const { pool, openSessions, store, clock, log } = this.#options;
    const backend = await pool.backend(root);
    if (this.#ended) throw this.#ended;
    const options = { store, backend, openSessions: () => openSessions(root), clock, log };
    const sync = new RootSync(options);
    this.#sync = sync;
    sync.start();
    return sync;
  }
}
