import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { AppError, toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { SessionBackend } from '../model/backend.ts';
import type { RequestId, RootId } from '../model/ids.ts';
import type {
  PendingRequest,
  PermissionReply,
  QuestionAnswers,
  ReplyOutcome,
} from '../model/request.ts';
import { pendingRequests } from './selectors.ts';
import type { Store } from './store.ts';

export interface RequestBrokerOptions {
  readonly store: Store;
  /** The backend of a root's running server. */
  readonly backendOf: (root: RootId) => SessionBackend | undefined;
  readonly log: Logger;
}

/**
 * Where every door (notification, card, pick list, peer) answers what OpenCode asks. The first
 * answer wins and later ones are told `gone`. Nothing is ever answered by time or by disposal.
 */
export class RequestBroker implements Disposable {
  readonly #options: RequestBrokerOptions;
  readonly #answering = new Set<RequestId>();
  readonly #asked: Emitter<PendingRequest>;
  readonly #closed: Emitter<PendingRequest>;
  readonly #subscription: Disposable;
  #known: ReadonlyMap<RequestId, PendingRequest> = new Map();

  constructor(options: RequestBrokerOptions) {
    this.#options = options;
    const onError = (error: unknown) => options.log.error(toAppError(error).message);
    this.#asked = new Emitter(onError);
    this.#closed = new Emitter(onError);
    this.#subscription = options.store.onDidChange(() => this.#compare());
    this.#compare();
  }

  /** In the order asked. */
  get pending(): readonly PendingRequest[] {
    return pendingRequests(this.#options.store.state);
  }

  get onDidAsk(): Event<PendingRequest> {
    return this.#asked.event;
  }

  /** Answered by whomever, or pointless since its turn ended: prompts for it can be withdrawn. */
  get onDidClose(): Event<PendingRequest> {
    return this.#closed.event;
  }

  /** An answer is on its way. */
  isAnswering(id: RequestId): boolean {
    return this.#answering.has(id);
  }

  /** @throws AppError when the answer did not arrive; the request then still waits */
  async answerPermission(
    id: RequestId,
    reply: PermissionReply,
    message?: string,
  ): Promise<ReplyOutcome> {
    const request = this.#find(id);
    if (request?.kind !== 'permission') return 'gone';
    return this.#answer(request, (backend) => backend.replyPermission(request, reply, message));
  }

  /** @throws AppError when the answer did not arrive; the request then still waits */
  async answerQuestion(id: RequestId, answers: QuestionAnswers): Promise<ReplyOutcome> {
    const request = this.#find(id);
    if (request?.kind !== 'question') return 'gone';
    return this.#answer(request, (backend) => backend.replyQuestion(request, answers));
  }

  /** @throws AppError when the answer did not arrive; the request then still waits */
  async rejectQuestion(id: RequestId): Promise<ReplyOutcome> {
    const request = this.#find(id);
    if (request?.kind !== 'question') return 'gone';
    return this.#answer(request, (backend) => backend.rejectQuestion(request));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#asked.dispose();
    this.#closed.dispose();
  }

  #find(id: RequestId): PendingRequest | undefined {
    return this.pending.find((request) => request.id === id);
  }

  async #answer(
    { id, rootId, sessionId }: PendingRequest,
    send: (backend: SessionBackend) => Promise<ReplyOutcome>,
  ): Promise<ReplyOutcome> {
    if (this.#answering.has(id)) return 'gone';
    const backend = this.#options.backendOf(rootId);
    if (!backend) throw new AppError('server-unreachable', 'The OpenCode server is not running.');
    this.#answering.add(id);
    try {
      const outcome = await send(backend);
      this.#options.store.dispatch({ kind: 'requestClosed', rootId, sessionId, requestId: id });
      return outcome;
    } catch (error) {
      throw toAppError(error);
    } finally {
      this.#answering.delete(id);
    }
  }

  #compare(): void {
    const before = this.#known;
    this.#known = new Map(this.pending.map((request) => [request.id, request]));
    for (const [id, request] of before) if (!this.#known.has(id)) this.#closed.fire(request);
    for (const [id, request] of this.#known) if (!before.has(id)) this.#asked.fire(request);
  }
}
