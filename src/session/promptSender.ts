import { createDeferred, type Deferred } from '../base/deferred.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { AppError, toAppError } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import type { SessionBackend } from '../model/backend.ts';
import type { MessageId, RootId, SessionId } from '../model/ids.ts';
import {
  plainTurn,
  storedWithinMs,
  targetKey,
  type DraftId,
  type Errand,
  type Prompt,
  type PromptId,
  type PromptTarget,
} from '../model/prompt.ts';
import { BoundDrafts } from './boundDrafts.ts';
import type { SessionStops } from './sessionStops.ts';
import type { Store } from './store.ts';

export interface DraftBinding {
  readonly rootId: RootId;
  readonly draftId: DraftId;
  readonly sessionId: SessionId;
}

/** What a prompt asks of OpenCode. @throws AppError why it cannot be sent as it is */
export type PromptReading = (prompt: Prompt, backend: SessionBackend) => Promise<Errand>;

export interface PromptSenderOptions {
  readonly store: Store;
  readonly connect: (root: RootId) => Promise<{ readonly backend: SessionBackend }>;
  /** Fetches what the server has, if it runs. */
  readonly refresh: (root: RootId) => void;
  readonly clock: Clock;
  readonly stops: Pick<SessionStops, 'isRunning' | 'settled'>;
  readonly read: PromptReading;
  readonly onError: (error: unknown) => void;
}

interface Waiting {
  readonly rootId: RootId;
  readonly promptId: PromptId;
  readonly target: PromptTarget;
  readonly sent: Deferred<SessionId>;
}

/** A prompt that was taken, and the message that it should become. */
interface Expected {
  readonly rootId: RootId;
  readonly promptId: PromptId;
  readonly messageId: MessageId;
}

/**
 * Sends the prompts of the outbox: those of one conversation one after the other, and when one
 * fails, those behind it fail with it, because they were written to follow it.
 */
export class PromptSender implements Disposable {
  readonly #options: PromptSenderOptions;
  readonly #lanes = new Map<string, Waiting[]>();
  readonly #drafts = new BoundDrafts();
  readonly #bound: Emitter<DraftBinding>;
  readonly #end = new AbortController();
  readonly onDidBindDraft: Emitter<DraftBinding>['event'];

  constructor(options: PromptSenderOptions) {
    this.#options = options;
    this.#bound = new Emitter(options.onError);
    this.onDidBindDraft = this.#bound.event;
  }

  /** The session that a draft became, or the target itself. */
  resolve(root: RootId, target: PromptTarget): PromptTarget {
    if (target.kind === 'session') return target;
    const sessionId = this.#drafts.sessionOf(target.draftId);
    const isThere = sessionId && this.#options.store.state.roots.get(root)?.sessions.has(sessionId);
    return sessionId && isThere ? { kind: 'session', sessionId } : target;
  }

  /** Resolves when the server has taken the prompt, which must be in the outbox already. */
  send(rootId: RootId, prompt: Prompt): Promise<SessionId> {
    const { id: promptId, target } = prompt;
    const waiting = { rootId, promptId, target, sent: createDeferred<SessionId>() };
    const key = targetKey(target);
    const lane = this.#lanes.get(key);
    if (lane) lane.push(waiting);
    else void this.#run(key, [waiting]);
    return waiting.sent.promise;
  }

  /** Tells whoever waits for a prompt that it was taken back. */
  cancel(id: PromptId): void {
    const reason = new AppError('cancelled', 'The prompt was withdrawn.');
    for (const waiting of [...this.#lanes.values()].flat()) {
      if (waiting.promptId === id) waiting.sent.reject(reason);
    }
  }

  dispose(): void {
    this.#end.abort();
    this.#bound.dispose();
  }

  async #run(key: string, lane: Waiting[]): Promise<void> {
    this.#lanes.set(key, lane);
    for (let next = lane[0]; next; next = lane[0]) {
      try {
        await this.#deliver(next, lane);
        lane.shift();
      } catch (error) {
        this.#fail(lane.splice(0), toAppError(error));
      }
    }
    for (const [other, known] of this.#lanes) if (known === lane) this.#lanes.delete(other);
  }

  async #deliver(waiting: Waiting, lane: Waiting[]): Promise<void> {
    const backend = await this.#reach(waiting);
    const target = this.#queued(waiting)?.target;
    if (!target) return settleGone(waiting);
    const errand = await this.#read(waiting, backend);
    const sessionId = await this.#sessionFor(waiting.rootId, target, backend);
    this.#lanes.set(targetKey({ kind: 'session', sessionId }), lane);
    const prompt = this.#queued(waiting);
    if (!prompt || !errand) return settleGone(waiting);
    await this.#post(waiting, { ...prompt, errand }, { backend, sessionId });
    waiting.sent.resolve(sessionId);
  }

  /** A turn that is being stopped must not take it along, and may only end with its server. */
  async #reach(waiting: Waiting): Promise<SessionBackend> {
    const { connect, stops } = this.#options;
    for (;;) {
      const { backend } = await connect(waiting.rootId);
      const target = this.#queued(waiting)?.target;
      if (target?.kind !== 'session' || !stops.isRunning(target.sessionId)) return backend;
      await stops.settled(target.sessionId);
    }
  }

  /** Only now: what it mentions may change while it waits. */
  async #read(waiting: Waiting, backend: SessionBackend): Promise<Errand | undefined> {
    const prompt = this.#queued(waiting);
    if (!prompt?.composed) return prompt && plainTurn;
    return this.#options.read(prompt, backend);
  }

  async #sessionFor(
    rootId: RootId,
    target: PromptTarget,
    backend: SessionBackend,
  ): Promise<SessionId> {
    const resolved = this.resolve(rootId, target);
    if (resolved.kind === 'session') return resolved.sessionId;
    const { draftId } = resolved;
    const session = await backend.createSession();
    const { store } = this.#options;
    store.dispatch({ kind: 'sessionCreated', rootId, session });
    this.#drafts.add(draftId, session.id);
    store.dispatch({ kind: 'draftBound', rootId, draftId, sessionId: session.id });
    this.#bound.fire({ rootId, draftId, sessionId: session.id });
    return session.id;
  }

  async #post(
    { rootId, promptId }: Waiting,
    { text, agent, model, errand }: Prompt & { readonly errand: Errand },
    { backend, sessionId }: { readonly backend: SessionBackend; readonly sessionId: SessionId },
  ): Promise<void> {
    const { store } = this.#options;
    const messageId = backend.newMessageId();
    store.dispatch({ kind: 'promptSending', rootId, promptId, sessionId, messageId });
    try {
      const sent = backend.prompt(sessionId, { id: messageId, text, agent, model, errand });
      await (errand.kind === 'turn'
        ? sent
        : Promise.race([sent, this.#confirmed(rootId, promptId)]));
      store.dispatch({ kind: 'promptSent', rootId, promptId });
      void this.#expect({ rootId, promptId, messageId });
    } catch (error) {
      // Its message has come: only the answer to our call was lost.
      if (this.#inOutbox(rootId, promptId)) throw error;
    }
  }

  /** Resolves when its message has come. */
  async #confirmed(rootId: RootId, promptId: PromptId): Promise<void> {
    const confirmed = createDeferred<void>();
    const listener = this.#options.store.onDidChange(() => {
      if (!this.#inOutbox(rootId, promptId)) confirmed.resolve();
    });
    await confirmed.promise.finally(() => listener.dispose());
  }

  /** What a page lacks that was asked for before its message was due may still come. */
  async #expect({ rootId, promptId, messageId }: Expected): Promise<void> {
    const { store, clock, refresh } = this.#options;
    await clock.wait(storedWithinMs, this.#end.signal);
    const prompt = this.#inOutbox(rootId, promptId);
    if (this.#end.signal.aborted || prompt?.messageId !== messageId) return;
    store.dispatch({ kind: 'promptOverdue', rootId, promptId });
    if (prompt.isUnheard) refresh(rootId);
  }

  /** Undefined once it was withdrawn or its message has come. */
  #queued({ rootId, promptId }: Waiting): Prompt | undefined {
    return this.#inOutbox(rootId, promptId);
  }

  #inOutbox(rootId: RootId, id: PromptId): Prompt | undefined {
    const root = this.#options.store.state.roots.get(rootId);
    return root?.outbox.find((prompt) => prompt.id === id);
  }

  /** The newest first: texts that go back to a composer are put one in front of the other. */
  #fail(lane: readonly Waiting[], error: AppError): void {
    for (const { rootId, promptId, sent } of lane.toReversed()) {
      this.#options.store.dispatch({ kind: 'promptFailed', rootId, promptId, error });
      sent.reject(error);
    }
  }
}

/** Withdrawn, of which its waiter was told; or its message has come although it seemed to have failed. */
function settleGone({ target, sent }: Waiting): void {
  if (target.kind === 'session') sent.resolve(target.sessionId);
  else sent.reject(new AppError('cancelled', 'The prompt was withdrawn.'));
}
