import { createDeferred, type Deferred } from '../base/deferred.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { AppError, toAppError } from '../base/errors.ts';
import type { RootId } from '../model/ids.ts';
import { isRestarting, type ServerState } from '../model/server.ts';
import { RootConnection, type ConnectionOptions } from './rootConnection.ts';
import type { RootSync } from './sync.ts';

/** One connection for each root whose server runs or starts; the pool's states go into the store. */
export class RootConnections implements Disposable {
  readonly #options: ConnectionOptions;
  readonly #connections = new Map<RootId, RootConnection>();
  readonly #restarts = new Map<RootId, Deferred<undefined>>();
  readonly #used: Emitter<RootId>;
  readonly #subscription: Disposable;
  #isDisposed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#used = new Emitter((error) => options.log.error(toAppError(error).message));
    this.#subscription = options.pool.onDidChange(({ rootId, state }) =>
      this.#onServerChanged(rootId, state),
    );
  }

  /** Somebody wants something of a root. */
  get onDidUse(): Event<RootId> {
    return this.#used.event;
  }

  use(root: RootId): void {
    this.#used.fire(root);
  }

  /**
   * Starts the server when needed and waits for the first snapshot. Concurrent calls share one start.
   * Who waits while the server ends and is started again goes on waiting.
   */
  connect(root: RootId): Promise<RootSync> {
    return this.#connect(root, (connection) => connection.ready());
  }

  /** The same, but waits also while the stream is lost: what is done then would go unseen. */
  connectSeeing(root: RootId): Promise<RootSync> {
    return this.#connect(root, (connection) => connection.seeing());
  }

  /** The connection to a server that runs; starts nothing. */
  current(root: RootId): RootSync | undefined {
    return this.#connections.get(root)?.sync;
  }

  end(root: RootId, reason: AppError): void {
    this.#connections.get(root)?.end(reason);
    this.#connections.delete(root);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscription.dispose();
    for (const root of this.#connections.keys()) this.end(root, closing());
    for (const restart of this.#restarts.values()) restart.reject(closing());
    this.#used.dispose();
  }

  async #connect(
    root: RootId,
    reach: (connection: RootConnection) => Promise<RootSync>,
  ): Promise<RootSync> {
    if (this.#isDisposed) throw closing();
    if (!this.#options.store.state.roots.has(root)) {
      throw new AppError('no-workspace', 'This folder is not open.');
    }
    this.use(root);
    const connection = this.#connections.get(root) ?? this.#open(root);
    try {
      return await reach(connection);
    } catch (error) {
      if (!connection.restart) throw error;
      await connection.restart;
      return this.#connect(root, reach);
    }
  }

  #open(root: RootId): RootConnection {
    const connection = new RootConnection(root, this.#options);
    this.#connections.set(root, connection);
    connection.opened.catch((error: unknown) => {
      this.#options.log.debug(`No connection to ${root}: ${toAppError(error).message}`);
      if (this.#connections.get(root) === connection) this.#connections.delete(root);
    });
    return connection;
  }

  #onServerChanged(root: RootId, state: ServerState): void {
    const { store } = this.#options;
    const isStillLost = state.kind === 'ready' && this.current(root)?.isLost === true;
    // That it runs is no news to who cannot hear it, but a reason to try again.
    if (isStillLost) return this.current(root)?.refresh();
    // First the end, so that nothing told by the old server follows its state.
    const reason = endReason(state);
    this.#settleRestart(root, reason);
    if (reason && isRestarting(state)) this.#interrupt(root, reason);
    else if (reason) this.end(root, reason);
    store.dispatch({ kind: 'serverChanged', rootId: root, state });
    const isUnconnected = !this.#connections.has(root) && store.state.roots.has(root);
    if (state.kind === 'ready' && isUnconnected) this.#open(root);
  }

  /** Until it runs again nothing can be sent, but nobody has to be told that it cannot. */
  #interrupt(root: RootId, reason: AppError): void {
    const connection = this.#connections.get(root);
    if (!connection) return;
    const restart = createDeferred<undefined>();
    this.#restarts.set(root, restart);
    connection.restart = restart.promise;
    this.end(root, reason);
  }

  #settleRestart(root: RootId, reason: AppError | undefined): void {
    const restart = this.#restarts.get(root);
    this.#restarts.delete(root);
    if (reason) restart?.reject(reason);
    else restart?.resolve(undefined);
  }
}

function closing(): AppError {
  return new AppError('cancelled', 'OpenCode Sessions is closing.');
}

function endReason(state: ServerState): AppError | undefined {
  if (state.kind === 'crashed' || state.kind === 'refused') return state.error;
  return state.kind === 'stopped'
    ? new AppError('cancelled', 'The server was stopped.')
    : undefined;
}
