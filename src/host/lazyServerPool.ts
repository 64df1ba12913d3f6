import { AppError } from '../base/errors.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import type { SessionBackend } from '../model/backend.ts';
import type { RootId } from '../model/ids.ts';
import {
  stoppedServer,
  type EndReason,
  type ServerPool,
  type ServerState,
  type StopReason,
} from '../model/server.ts';

/** What can also end the servers of windows that are no more. */
interface LoadedPool extends ServerPool {
  reap(): Promise<void>;
}

type Change = { readonly rootId: RootId; readonly state: ServerState };

/** Loads HTTP and process code only when the first server is wanted, so that activation stays light. */
export class LazyServerPool implements ServerPool {
  readonly #load: () => Promise<LoadedPool>;
  readonly #changed: Emitter<Change>;
  #loading: Promise<LoadedPool> | undefined;
  #pool: ServerPool | undefined;
  #isDisposed = false;

  readonly onDidChange;

  constructor(load: () => Promise<LoadedPool>, log: Logger) {
    this.#load = load;
    this.#changed = new Emitter<Change>((error) => log.error(String(error)));
    this.onDidChange = this.#changed.event;
  }

  state(root: RootId): ServerState {
    return this.#pool?.state(root) ?? stoppedServer;
  }

  async backend(root: RootId): Promise<SessionBackend> {
    if (this.#isDisposed) throw new AppError('cancelled', 'The extension has stopped.');
    this.#loading ??= this.#start();
    return (await this.#loading).backend(root);
  }

  forgetCrashes(root: RootId): void {
    this.#pool?.forgetCrashes(root);
  }

  async stop(root: RootId, because?: StopReason): Promise<void> {
    await (await this.#loading)?.stop(root, because);
  }

  async end(root: RootId, reason: EndReason): Promise<void> {
    await (await this.#loading)?.end(root, reason);
  }

  async reap(): Promise<void> {
    if (this.#isDisposed) return;
    this.#loading ??= this.#start();
    await (await this.#loading).reap();
  }

  async stopAll(): Promise<void> {
    await (await this.#loading)?.stopAll();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#pool?.dispose();
    this.#changed.dispose();
  }

  async #start(): Promise<LoadedPool> {
    const pool = await this.#load();
    if (this.#isDisposed) pool.dispose();
    pool.onDidChange((change) => this.#changed.fire(change));
    this.#pool = pool;
    return pool;
  }
}
