import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import { toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { RootId } from '../model/ids.ts';
import { runningPlace, type ServerPool, type ServerState } from '../model/server.ts';
import { isSameBut } from './sameRoot.ts';
import { isAtWork } from './selectors.ts';
import type { RootState } from './state.ts';
import type { StateChange, Store } from './store.ts';

export interface IdleStopOptions {
  readonly store: Store;
  readonly pool: ServerPool;
  /** Somebody wants something of a root. */
  readonly onDidUse: Event<RootId>;
  /** How long nothing must happen, in milliseconds; 0 for a server that is never stopped. */
  readonly limitMs: () => number;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Watch {
  usedAt: number;
  timer: AbortController;
}

/**
 * Stops a root's server when nothing has happened to the root for a while: no event, nothing that a
 * person did. Never while a turn is under way (what waits for an answer belongs to one), nor while a
 * prompt is on its way, nor when that cannot be known yet; and never one that the person runs. One whose
 * sessions cannot be read is of no use to anybody, and is stopped like the others.
 */
export class IdleStop implements Disposable {
  readonly #options: IdleStopOptions;
  readonly #subscriptions = new DisposableStore();
  readonly #watches = new Map<RootId, Watch>();

  constructor(options: IdleStopOptions) {
    this.#options = options;
    this.#subscriptions.add(options.store.onDidChange((change) => this.#compare(change)));
    this.#subscriptions.add(options.onDidUse((root) => this.#use(root)));
  }

  /** The limit has changed: it counts from the last use on, as if it had always been so. */
  update(): void {
    for (const [root, watch] of this.#watches) this.#arm(root, watch);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const root of this.#watches.keys()) this.#end(root);
  }

  #compare({ state, previous }: StateChange): void {
    for (const root of state.roots.values()) {
      const before = previous.roots.get(root.id);
      if (root !== before && !isRefusedAgain(root, before)) this.#follow(root);
    }
    for (const id of this.#watches.keys()) if (!state.roots.has(id)) this.#end(id);
  }

  #follow({ id, server }: RootState): void {
    if (!isOurs(server)) return this.#end(id);
    if (this.#watches.has(id)) return this.#use(id);
    const watch = { usedAt: this.#options.clock.now(), timer: new AbortController() };
    this.#watches.set(id, watch);
    this.#arm(id, watch);
  }

  #use(id: RootId): void {
    const watch = this.#watches.get(id);
    if (watch) watch.usedAt = this.#options.clock.now();
  }

  #end(id: RootId): void {
    this.#watches.get(id)?.timer.abort();
    this.#watches.delete(id);
  }

  #arm(id: RootId, watch: Watch): void {
    watch.timer.abort();
    watch.timer = new AbortController();
    this.#run(id, watch, watch.timer.signal).catch((error: unknown) =>
      this.#options.log.error(`Could not stop the idle server: ${toAppError(error).message}`),
    );
  }

  /** One timer, however much happens: when it is over, what happened meanwhile is looked at. */
  async #run(id: RootId, watch: Watch, signal: AbortSignal): Promise<void> {
    const { clock, limitMs, pool, log } = this.#options;
    const limit = limitMs();
    if (limit <= 0) return;
    while (!signal.aborted) {
      const restMs = watch.usedAt + limit - clock.now();
      if (restMs > 0) await clock.wait(restMs, signal);
      else if (!this.#isIdle(id)) watch.usedAt = clock.now();
      else {
        log.info(`Nothing has happened for ${limit / 60_000} min: the server is stopped.`);
        return pool.stop(id, 'idle');
      }
    }
  }

  /** While its stream is lost nobody knows what it is at. */
  #isIdle(id: RootId): boolean {
    const root = this.#options.store.state.roots.get(id);
    if (!root || isAtWork(root)) return false;
    return root.server.kind === 'ready' ? root.isLoaded : root.server.kind === 'refused';
  }
}

function isOurs(server: ServerState): boolean {
  const place = runningPlace(server);
  return place !== undefined && place.startedBy !== 'person';
}

/** That its sessions are tried again in vain is nothing that happens to it. */
function isRefusedAgain(root: RootState, before: RootState | undefined): boolean {
  if (root.server.kind !== 'refused' || before?.server.kind !== 'refused') return false;
  return isSameBut(root, before, ['server']) && isOurs(root.server) === isOurs(before.server);
}
