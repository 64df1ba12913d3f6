import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import { AppError, toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { SessionBackend } from '../model/backend.ts';
import { emptyCatalog, type Catalog } from '../model/catalog.ts';
import type { TranscriptPage } from '../model/event.ts';
import { messageId, type MessageId, type RootId, type SessionId } from '../model/ids.ts';
import type { FilePatch } from '../model/message.ts';
import {
  plainTurn,
  type Composed,
  type Prompt,
  type PromptId,
  type PromptOptions,
  type PromptTarget,
} from '../model/prompt.ts';
import type { ServerPool } from '../model/server.ts';
import { PromptSender, type DraftBinding, type PromptReading } from './promptSender.ts';
import { RootConnections } from './rootConnections.ts';
import { SessionStops } from './sessionStops.ts';
import type { RootState } from './state.ts';
import type { Store } from './store.ts';
import { Viewers } from './viewers.ts';

/** Messages that are looked through at once. */
const soughtPage = 100;

export interface SessionServiceOptions {
  readonly store: Store;
  readonly pool: ServerPool;
  readonly clock: Clock;
  readonly log: Logger;
  /** Reads what a person composed; what nobody composed is only text. */
  readonly read?: PromptReading | undefined;
}

export interface PromptRequest {
  /** Names it in the outbox, for who wants to know what becomes of it. */
  readonly id?: PromptId | undefined;
  readonly rootId: RootId;
  readonly target: PromptTarget;
  readonly text: string;
  readonly composed?: Composed | undefined;
  readonly options?: PromptOptions | undefined;
  /** Takes the prompt back if it has not been sent yet. */
  readonly signal?: AbortSignal | undefined;
}

/** What people, tasks and peers can do with sessions. Everything that comes of it is in the store. */
export class SessionService implements Disposable {
  readonly #store: Store;
  readonly #pool: ServerPool;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #owned = new DisposableStore();
  readonly #viewers: Viewers;
  readonly #connections: RootConnections;
  readonly #stops: SessionStops;
  readonly #sender: PromptSender;
  #promptCount = 0;

  constructor(options: SessionServiceOptions) {
    const { store, pool, clock, log } = options;
    const read = options.read ?? (() => Promise.resolve(plainTurn));
    this.#store = store;
    this.#pool = pool;
    this.#clock = clock;
    this.#log = log;
    this.#viewers = this.#owned.add(new Viewers(store));
    const openSessions = (root: RootId) => this.#viewers.sessionsOf(root);
    this.#connections = this.#owned.add(
      new RootConnections({ store, pool, openSessions, clock, log }),
    );
    const connect = (root: RootId) => this.#connections.connectSeeing(root);
    const onError = (error: unknown) => log.error(toAppError(error).message);
    const backendOf = (root: RootId) => this.backendOf(root);
    const stops = this.#owned.add(new SessionStops({ store, backendOf, clock, log }));
    this.#stops = stops;
    const refresh = (root: RootId) => this.#connections.current(root)?.refresh();
    this.#sender = this.#owned.add(
      new PromptSender({ store, connect, refresh, clock, stops, read, onError }),
    );
  }

  /** Somebody wants something of a root, whatever comes of it. */
  get onDidUse(): Event<RootId> {
    return this.#connections.onDidUse;
  }

  /** A person does something with a root that its server need not know of. */
  use(root: RootId): void {
    this.#connections.use(root);
  }

  /** A draft has its session from here on; the prompt follows. */
  get onDidBindDraft(): Event<DraftBinding> {
    return this.#sender.onDidBindDraft;
  }

  addRoot(id: RootId, name: string): void {
    this.#store.dispatch({ kind: 'rootAdded', rootId: id, name });
    this.#store.dispatch({ kind: 'serverChanged', rootId: id, state: this.#pool.state(id) });
  }

  /** Resolves when its server is gone. */
  async removeRoot(id: RootId): Promise<void> {
    this.#connections.end(id, new AppError('cancelled', 'The folder was closed.'));
    this.#store.dispatch({ kind: 'rootRemoved', rootId: id });
    await this.#pool.stop(id);
  }

  /**
   * Resolves when the root's server runs and its sessions are in the store.
   * @throws AppError why the server cannot be used; the root's server state says the same
   */
  async ensureRoot(id: RootId): Promise<void> {
    await this.#connections.connect(id);
  }

  /** Sessions, statuses, requests and open conversations, fetched once more. */
  async refresh(id: RootId): Promise<void> {
    const running = this.#connections.current(id);
    if (running) running.refresh();
    else await this.ensureRoot(id);
  }

  /** A person asks for it: how often it ended before no longer counts. @throws AppError as `ensureRoot` does */
  async start(id: RootId): Promise<void> {
    this.#pool.forgetCrashes(id);
    await this.ensureRoot(id);
  }

  /** Once cancelled, it is ended but not started again. */
  async restart(id: RootId, cancelled?: AbortSignal): Promise<void> {
    await this.#pool.end(id, 'restarting');
    if (!cancelled?.aborted) await this.start(id);
  }

  /** The backend of a server that runs; starts nothing. */
  backendOf(root: RootId): SessionBackend | undefined {
    return this.#connections.current(root)?.backend;
  }

  /** The same, started when needed. @throws AppError as `ensureRoot` does */
  async reach(root: RootId): Promise<SessionBackend> {
    return (await this.#connections.connect(root)).backend;
  }

  async catalog(root: RootId): Promise<Catalog> {
    const backend = await this.reach(root);
    const known = this.#root(root)?.catalog ?? emptyCatalog;
    if (known !== emptyCatalog) return known;
    const catalog = await backend.catalog();
    this.#store.dispatch({ kind: 'catalogLoaded', rootId: root, catalog });
    return catalog;
  }

  /**
   * In the outbox at once, before the server runs. Resolves when the server has taken it; rejects
   * when that failed (the prompt stays in the outbox, `failed`) or when it was withdrawn.
   */
  prompt(request: PromptRequest): Promise<SessionId> {
    const { rootId, text, options, signal } = request;
    const target = this.#sender.resolve(rootId, request.target);
    const queuedAt = this.#clock.now();
    const prompt: Prompt = {
      id: request.id ?? this.#newPromptId(),
      target,
      text,
      agent: options?.agent,
      model: options?.model,
      ...(request.composed ? { composed: request.composed } : {}),
      queuedAt,
      state: { kind: 'queued' },
    };
    this.#store.dispatch({ kind: 'promptQueued', rootId, prompt });
    const sent = this.#sender.send(rootId, prompt);
    return signal ? this.#untilAborted(prompt.id, sent, signal) : sent;
  }

  /** Sends a failed prompt again. */
  async retryPrompt(id: PromptId): Promise<SessionId> {
    const found = this.#findPrompt(id);
    if (found?.prompt.state.kind !== 'failed') {
      throw new AppError('not-found', 'There is no failed prompt to send again.');
    }
    const { rootId } = found;
    const target = this.#sender.resolve(rootId, found.prompt.target);
    const prompt: Prompt = { ...found.prompt, target, state: { kind: 'queued' } };
    this.#store.dispatch({ kind: 'promptQueued', rootId, prompt });
    return this.#sender.send(rootId, prompt);
  }

  /** Takes back what has not been sent and returns its text; undefined when it is too late. */
  withdrawPrompt(id: PromptId): string | undefined {
    const found = this.#findPrompt(id);
    const state = found?.prompt.state.kind;
    if (!found || (state !== 'queued' && state !== 'failed')) return undefined;
    this.#store.dispatch({ kind: 'promptWithdrawn', rootId: found.rootId, promptId: id });
    this.#sender.cancel(id);
    return found.prompt.text;
  }

  /**
   * Ends the turn of a session and of the sub-sessions that work for it. Resolves when it has ended,
   * or when that takes too long: then the session's state says so.
   * @throws AppError when the server refused; the turn then goes on
   */
  async stopSession(rootId: RootId, id: SessionId): Promise<void> {
    await this.#stops.stop(rootId, id);
  }

  async rename(root: RootId, id: SessionId, title: string): Promise<void> {
    const backend = await this.reach(root);
    await backend.renameSession(id, title);
  }

  async archive(root: RootId, id: SessionId, isArchived = true): Promise<void> {
    const backend = await this.reach(root);
    await backend.archiveSession(id, isArchived);
  }

  async remove(root: RootId, id: SessionId): Promise<void> {
    const backend = await this.reach(root);
    await backend.deleteSession(id);
    this.#store.dispatch({ kind: 'sessionRemoved', rootId: root, sessionId: id });
  }

  /** Keeps a session's messages in the store until disposed; starts the server when needed. */
  openTranscript(root: RootId, id: SessionId): Disposable {
    const viewer = this.#viewers.open(root, id);
    this.#store.dispatch({ kind: 'sessionSought', rootId: root, sessionId: id });
    void this.#openWhenConnected(root, id);
    return viewer;
  }

  /** A page of a conversation that the store does not take up. */
  async transcriptPage(
    root: RootId,
    id: SessionId,
    before: string,
    signal: AbortSignal,
  ): Promise<TranscriptPage> {
    const { backend } = await this.#connections.connect(root);
    return backend.transcript(id, { limit: soughtPage, before }, signal);
  }

  async turnChanges(
    root: RootId,
    session: SessionId,
    prompt: MessageId,
  ): Promise<readonly FilePatch[]> {
    const { backend } = await this.#connections.connect(root);
    return backend.turnChanges(session, prompt);
  }

  async loadOlder(root: RootId, id: SessionId): Promise<void> {
    await (await this.#connections.connect(root)).loadOlder(id);
  }

  /** Servers go on running: they belong to the pool. */
  dispose(): void {
    this.#owned.dispose();
  }

  #root(id: RootId): RootState | undefined {
    return this.#store.state.roots.get(id);
  }

  #newPromptId(): PromptId {
    this.#promptCount += 1;
    return messageId(`prompt-${this.#promptCount}`);
  }

  #findPrompt(id: PromptId): { readonly rootId: RootId; readonly prompt: Prompt } | undefined {
    for (const root of this.#store.state.roots.values()) {
      const prompt = root.outbox.find((other) => other.id === id);
      if (prompt) return { rootId: root.id, prompt };
    }
    return undefined;
  }

  async #untilAborted(
    id: PromptId,
    sent: Promise<SessionId>,
    signal: AbortSignal,
  ): Promise<SessionId> {
    const withdraw = () => void this.withdrawPrompt(id);
    const listener = toDisposable(() => signal.removeEventListener('abort', withdraw));
    signal.addEventListener('abort', withdraw, { once: true });
    if (signal.aborted) withdraw();
    return sent.finally(() => listener.dispose());
  }

  async #openWhenConnected(root: RootId, id: SessionId): Promise<void> {
    try {
      const sync = await this.#connections.connect(root);
      if (!this.#root(root)?.transcripts.has(id)) sync.openTranscript(id);
    } catch (error) {
      // The root's server state shows it; the next connection brings the conversation.
      this.#log.debug(`Could not open ${id} yet: ${toAppError(error).message}`);
    }
  }
}
