import { createDeferred, type Deferred } from '../base/deferred.ts';
import type { Disposable } from '../base/disposable.ts';
import { toAppError, type AppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { SessionBackend } from '../model/backend.ts';
import type { RootId, SessionId } from '../model/ids.ts';
import { mayPass, retryDelay } from './retry.ts';
import { familyOf, statusOf } from './selectors.ts';
import type { Store } from './store.ts';
import { UnbegunTurns } from './unbegunTurns.ts';

/** So long the server may take to say that a turn has ended before people are offered a way out. */
const confirmMs = 5_000;

/** And so long it may take to begin a turn, be it its first and the machine slow. */
const beginMs = 15_000;

export interface SessionStopsOptions {
  readonly store: Store;
  /** The backend of a root's running server. */
  readonly backendOf: (root: RootId) => SessionBackend | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Stop {
  readonly rootId: RootId;
  readonly id: SessionId;
  /** Aborted when it is over, however that came. */
  readonly end: AbortController;
  /** Settles for whoever asked: confirmed, late, or refused by the server. */
  readonly told: Deferred<undefined>;
  /** Resolves when nothing of the turn goes on any more. */
  readonly settled: Deferred<undefined>;
  /** The server has done all that there was to do; only then nothing of the turn follows. */
  isTaken: boolean;
  /** The turn began after that had been asked for, so that it has to be asked for again. */
  isMissed: boolean;
  isLate: boolean;
}

/**
 * Stops turns. A session counts as stopping from the moment that somebody says so; over it is when
 * its status and those of its sub-sessions are idle. What is given to it meanwhile waits for that.
 * A turn that is still to begin is waited for, since it cannot be stopped before.
 */
export class SessionStops implements Disposable {
  readonly #options: SessionStopsOptions;
  readonly #running = new Map<SessionId, Stop>();
  readonly #unbegun: UnbegunTurns;
  readonly #subscription: Disposable;

  constructor(options: SessionStopsOptions) {
    const { store, clock } = options;
    this.#options = options;
    const onBegun = (id: SessionId) => this.#stopAgain(id);
    this.#unbegun = new UnbegunTurns({ store, clock, onBegun });
    this.#subscription = store.onDidChange(() => this.#checkAll());
  }

  /**
   * Resolves when the turn has ended, or when that takes too long: then the session's state says so.
   * @throws AppError when the server refused; the turn then goes on
   */
  stop(rootId: RootId, id: SessionId): Promise<undefined> {
    const known = this.#running.get(id);
    if (known && !known.isLate) return known.told.promise;
    if (known) this.#finish(known);
    const backend = this.#options.backendOf(rootId);
    if (!backend) return Promise.resolve(undefined);
    const stop: Stop = {
      rootId,
      id,
      end: new AbortController(),
      told: createDeferred(),
      settled: createDeferred(),
      isTaken: false,
      isMissed: false,
      isLate: false,
    };
    this.#running.set(id, stop);
    this.#options.store.dispatch({ kind: 'stopAsked', rootId, sessionId: id });
    void this.#abort(stop, backend);
    void this.#becomeLate(stop);
    return stop.told.promise;
  }

  isRunning(id: SessionId): boolean {
    return this.#running.has(id);
  }

  /** Resolves when the session is not being stopped (any more). */
  async settled(id: SessionId): Promise<void> {
    for (let stop = this.#running.get(id); stop; stop = this.#running.get(id)) {
      await stop.settled.promise;
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#unbegun.dispose();
    for (const stop of this.#running.values()) this.#finish(stop);
  }

  /** To abort once more what has been aborted does no harm, so that a lost answer need not be one. */
  async #abort(stop: Stop, backend: SessionBackend): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = stop.end;
    for (let attempt = 0; !signal.aborted && !stop.isTaken; attempt += 1) {
      stop.isMissed = false;
      try {
        await backend.abort(stop.id, signal);
        stop.isTaken = !stop.isMissed;
      } catch (error) {
        const reason = toAppError(error);
        if (signal.aborted) return;
        if (!mayPass(reason)) return this.#finish(stop, reason);
        log.warn(`Could not stop ${stop.id} yet: ${reason.message}`);
        if (this.#isIdle(stop)) stop.isTaken = true;
        else await clock.wait(retryDelay(attempt), signal);
      }
    }
    this.#check(stop);
  }

  #stopAgain(id: SessionId): void {
    const stop = this.#running.get(id);
    if (!stop) return;
    stop.isMissed = true;
    const backend = this.#options.backendOf(stop.rootId);
    // Where the server is still being asked, it is asked once more after that.
    if (!stop.isTaken || !backend) return;
    stop.isTaken = false;
    void this.#abort(stop, backend);
  }

  async #becomeLate(stop: Stop): Promise<void> {
    const { clock, log, store } = this.#options;
    const { rootId, id, end } = stop;
    await clock.wait(confirmMs, end.signal);
    if (this.#isUnbegun(stop)) await clock.wait(beginMs - confirmMs, end.signal);
    if (end.signal.aborted) return;
    if (this.#isIdle(stop)) return this.#finish(stop);
    log.warn(`${id} was not seen to stop.`);
    stop.isLate = true;
    stop.told.resolve(undefined);
    store.dispatch({ kind: 'stopLate', rootId, sessionId: id });
  }

  #checkAll(): void {
    for (const stop of this.#running.values()) this.#check(stop);
  }

  #check(stop: Stop): void {
    const root = this.#options.store.state.roots.get(stop.rootId);
    // Its server, its folder or the session itself has gone.
    if (!root?.stopping.has(stop.id)) return this.#finish(stop);
    const isTold = stop.isTaken || stop.isLate;
    if (isTold && this.#isIdle(stop) && !this.#isUnbegun(stop)) this.#finish(stop);
  }

  #isUnbegun(stop: Stop): boolean {
    return this.#isIdle(stop) && this.#unbegun.has(stop.id);
  }

  #isIdle({ rootId, id }: Stop): boolean {
    const root = this.#options.store.state.roots.get(rootId);
    return !root || familyOf(root, id).every((member) => statusOf(root, member).kind === 'idle');
  }

  #finish(stop: Stop, refusal?: AppError): void {
    if (stop.end.signal.aborted) return;
    stop.end.abort();
    this.#running.delete(stop.id);
    this.#options.store.dispatch({ kind: 'stopEnded', rootId: stop.rootId, sessionId: stop.id });
    if (refusal) stop.told.reject(refusal);
    else stop.told.resolve(undefined);
    stop.settled.resolve(undefined);
  }
}
