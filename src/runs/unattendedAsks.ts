import { createDeferred } from '../base/deferred.ts';
import type { Disposable } from '../base/disposable.ts';
import { toAppError, type AppError } from '../base/errors.ts';
import { backoff, type Clock } from '../base/time.ts';
import type { RequestId, RootId, SessionId } from '../model/ids.ts';
import type { PendingRequest, ReplyOutcome } from '../model/request.ts';
import type { RequestBroker } from '../session/requestBroker.ts';
import { pendingRequestsOf } from '../session/selectors.ts';
import type { Store } from '../session/store.ts';
import { notRejected, rejected, type RunWarning } from './runWarning.ts';

const firstDelayMs = 250;
const longestDelayMs = 5_000;

export interface UnattendedOptions {
  readonly store: Store;
  readonly broker: RequestBroker;
  readonly clock: Clock;
  readonly rootId: RootId;
  readonly sessionId: SessionId;
  /** Once for each ask that was rejected, and for the first rejection of it that did not arrive. */
  readonly onWarning: (warning: RunWarning) => void;
}

/**
 * Rejects what a session and its sub-sessions ask, since nobody is there to answer; never allows
 * anything. It rejects without a message, as `opencode run` does: that ends the turn, whereas with
 * one the model goes on, free to ask for the same thing for ever, believing that a person spoke.
 */
export class UnattendedAsks implements Disposable {
  readonly #options: UnattendedOptions;
  readonly #end = new AbortController();
  readonly #ended = createDeferred<undefined>();
  readonly #subscription: Disposable;
  /** What is being rejected, waits between two attempts included. */
  readonly #rejecting = new Set<RequestId>();
  readonly #sent = new Map<RequestId, SessionId>();
  /** A rejection was sent, and whether it arrived is not known. */
  readonly #unsure = new Map<RequestId, PendingRequest>();
  readonly #attempts = new Set<Promise<void>>();
  readonly #told = new Set<string>();

  constructor(options: UnattendedOptions) {
    this.#options = options;
    // Each event by itself: an ask can be closed again before a burst of events has ended.
    this.#subscription = options.store.onDidDispatch(({ rootId }) => {
      if (rootId === options.rootId) this.#update();
    });
    this.#update();
  }

  /** Resolves when no rejection is on its way any more: what there is to warn of has been told. */
  async settled(): Promise<void> {
    await Promise.race([Promise.all(this.#attempts), this.#ended.promise]);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#end.abort();
    this.#ended.resolve(undefined);
  }

  #update(): void {
    for (const request of this.#pending() ?? []) {
      if (!this.#rejecting.has(request.id)) void this.#rejectUntilClosed(request);
    }
    for (const request of this.#unsure.values()) if (this.#isClosed(request)) this.#close(request);
  }

  /** Undefined while the server cannot be heard: what it asked may be closed by now. */
  #pending(): readonly PendingRequest[] | undefined {
    const { store, rootId, sessionId } = this.#options;
    const root = store.state.roots.get(rootId);
    if (this.#end.signal.aborted || root?.server.kind !== 'ready') return undefined;
    return pendingRequestsOf(root, sessionId);
  }

  #isPending({ id }: PendingRequest): boolean {
    return this.#pending()?.some((request) => request.id === id) === true;
  }

  #isClosed({ id }: PendingRequest): boolean {
    return this.#pending()?.every((request) => request.id !== id) === true;
  }

  async #rejectUntilClosed(request: PendingRequest): Promise<void> {
    this.#rejecting.add(request.id);
    for (let count = 0; this.#isPending(request); count += 1) {
      const attempt = this.#attempt(request);
      this.#attempts.add(attempt);
      await attempt;
      this.#attempts.delete(attempt);
      if (!this.#isPending(request)) break;
      const delay = backoff(count, firstDelayMs, longestDelayMs);
      await this.#options.clock.wait(delay, this.#end.signal);
    }
    this.#rejecting.delete(request.id);
  }

  async #attempt(request: PendingRequest): Promise<void> {
    this.#sent.set(request.id, request.sessionId);
    try {
      const outcome = await this.#reject(request);
      if (outcome === 'answered' || this.#isSwept(request)) this.#close(request);
    } catch (error) {
      if (this.#isClosed(request)) this.#close(request);
      else this.#fail(request, toAppError(error));
    }
  }

  #reject({ kind, id }: PendingRequest): Promise<ReplyOutcome> {
    const { broker } = this.#options;
    return kind === 'permission'
      ? broker.answerPermission(id, 'reject')
      : broker.rejectQuestion(id);
  }

  /** With one rejection OpenCode rejects everything else that the session asks at that time. */
  #isSwept(request: PendingRequest): boolean {
    const { id, sessionId } = request;
    const others = [...this.#sent].filter(([other]) => other !== id);
    return this.#isClosed(request) && others.some(([, session]) => session === sessionId);
  }

  #fail(request: PendingRequest, reason: AppError): void {
    this.#unsure.set(request.id, request);
    this.#tell(notRejected(request, reason));
  }

  #close(request: PendingRequest): void {
    this.#unsure.delete(request.id);
    this.#tell(rejected(request));
  }

  #tell(warning: RunWarning): void {
    const key = `${warning.kind} ${warning.request.id}`;
    if (this.#told.has(key) || this.#end.signal.aborted) return;
    this.#told.add(key);
    this.#options.onWarning(warning);
  }
}
