import { createDeferred } from '../base/deferred.ts';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { AppError, toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { EventWatch, SessionBackend } from '../model/backend.ts';
import type { LocalEvent, SessionEvent, StreamEvent } from '../model/event.ts';
import type { SessionId } from '../model/ids.ts';
import type { PendingRequest } from '../model/request.ts';
import { placeOf, runningPlace, type ServerPlace, type ServerState } from '../model/server.ts';
import { CheckUp } from './checkUp.ts';
import { Conversations } from './conversations.ts';
import { Endings } from './endings.ts';
import { EventGate } from './eventGate.ts';
import { mayPass, mayPassSomeDay, mostAttempts, retry, retryDelay } from './retry.ts';
import { fetchSnapshot, type Found } from './snapshotFetch.ts';
import type { RootState } from './state.ts';
import type { Store } from './store.ts';

export interface RootSyncOptions {
  readonly store: Store;
  readonly backend: SessionBackend;
  /** The sessions whose messages are kept, asked for whenever they are fetched. */
  readonly openSessions: () => readonly SessionId[];
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Keeps one root of the store equal to one running server. Each time the stream opens, a snapshot
 * replaces what was known and the events that came meanwhile follow it. Ends with the server.
 */
export class RootSync implements Disposable {
  readonly backend: SessionBackend;
  readonly #options: RootSyncOptions;
  readonly #gate: EventGate;
  readonly #endings = new Endings();
  readonly #conversations: Conversations;
  readonly #checkUp: CheckUp;
  readonly #owned = new DisposableStore();
  #watch: EventWatch | undefined;
  /** One opening of the stream: aborted when it is lost or a newer one supersedes it. */
  #connection = new AbortController();
  /** Settles when nothing is missing any more, or with the reason why that cannot be. */
  #current = createDeferred<undefined>();
  /** A snapshot has been asked for, or will be again. */
  #isLoading = false;
  #hasLoaded = false;
  #isCurrent = false;
  #isFailed = false;
  #isTelling = false;

  constructor(options: RootSyncOptions) {
    const { backend } = options;
    this.#options = options;
    this.backend = backend;
    const dispatch = (event: StreamEvent | LocalEvent) => this.#dispatch(event);
    const root = () => this.#root;
    this.#gate = new EventGate((event) => {
      // What it tells of may have ended while it was held back.
      if (this.#endings.concern(event)) return;
      this.#endings.add(event, this.#root?.requests.values());
      dispatch(event);
      this.#conversations.note(event);
    });
    this.#conversations = new Conversations({ ...options, gate: this.#gate, root, dispatch });
    const isLoading = () => this.#isLoading;
    const isOver = (request: PendingRequest) => this.#endings.has(request);
    const onMissed = () => this.#onMissed();
    this.#checkUp = new CheckUp({ ...options, root, isOver, isLoading, onMissed });
    this.#connection.abort();
  }

  /**
   * Resolves with the first snapshot; rejects with the reason why there is none. Asked after a
   * failure, it tries once more.
   */
  async whenReady(): Promise<void> {
    if (this.#isFailed || this.isLost) this.refresh();
    if (!this.#hasLoaded) await this.#current.promise;
  }

  /** The same, but waits also while the stream is lost: what is done then would go unseen. */
  async whenCurrent(): Promise<void> {
    await this.whenReady();
    await this.#current.promise;
  }

  start(): void {
    this.#owned.add(this.#options.store.onDidDispatch((event) => this.#onDispatch(event)));
    this.#watch = this.#owned.add(
      this.backend.watch({
        onConnected: () => this.#onConnected(),
        onEvent: (event) => this.#onEvent(event),
        onLost: (error) => this.#onLost(error),
      }),
    );
  }

  /** Fetches everything once more, as after a reconnect, or reconnects without waiting any longer. */
  refresh(): void {
    this.#isFailed = false;
    if (this.#connection.signal.aborted) this.#watch?.hurry();
    else this.#onConnected();
  }

  /** The server runs, but its events do not reach us. */
  get isLost(): boolean {
    return this.#hasLoaded && this.#connection.signal.aborted;
  }

  /** Fetches a conversation that has just been opened, unless a snapshot is about to bring it. */
  openTranscript(id: SessionId): void {
    const { signal } = this.#connection;
    if (!signal.aborted && !this.#isLoading) void this.#conversations.keep(id, signal);
  }

  async loadOlder(id: SessionId): Promise<void> {
    await this.whenCurrent();
    await this.#conversations.loadOlder(id, this.#connection.signal);
  }

  dispose(reason = new AppError('cancelled', 'The server was stopped.')): void {
    this.#owned.dispose();
    this.#connection.abort();
    this.#gate.releaseAll();
    this.#current.reject(reason);
  }

  get #root(): RootState | undefined {
    return this.#options.store.state.roots.get(this.backend.rootId);
  }

  get #place(): ServerPlace | undefined {
    const server = this.#root?.server;
    return server && runningPlace(server);
  }

  #dispatch(event: StreamEvent | LocalEvent): void {
    this.#isTelling = true;
    this.#options.store.dispatch({ ...event, rootId: this.backend.rootId });
    this.#isTelling = false;
  }

  /** What others did holds whatever is still on its way. */
  #onDispatch(event: SessionEvent): void {
    if (this.#isTelling || event.rootId !== this.backend.rootId) return;
    this.#endings.add(event);
    if (event.kind !== 'sessionCreated') return;
    if (!this.#endings.concern(event)) return this.#gate.repeat(event);
    this.#dispatch({ kind: 'sessionRemoved', sessionId: event.session.id });
  }

  #onEvent(event: StreamEvent): void {
    this.#checkUp.note(this.#connection.signal);
    if (!this.#endings.concern(event)) this.#gate.push(event);
  }

  #onConnected(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
    this.#isLoading = true;
    void this.#load(this.#connection.signal);
  }

  #onLost(error: AppError): void {
    this.#options.log.warn(`Lost the event stream: ${error.message}`);
    this.#connection.abort();
    this.#gate.releaseAll();
    this.#dispatch({ kind: 'streamLost' });
    this.#tellLost();
  }

  /** The connection stands, but it has not told everything. */
  #onMissed(): void {
    this.#options.log.warn('The event stream has left something out.');
    this.#dispatch({ kind: 'streamLost' });
    this.#onConnected();
  }

  #tellLost(): void {
    if (this.#isCurrent) this.#current = createDeferred();
    this.#isCurrent = false;
    const server = this.#root?.server;
    if (server?.kind !== 'ready') return;
    const since = this.#options.clock.now();
    this.#dispatch({ kind: 'serverChanged', state: { ...server, kind: 'reconnecting', since } });
  }

  async #load(signal: AbortSignal): Promise<void> {
    const isLoaded = await this.#untilSnapshot(signal);
    if (!isLoaded || signal.aborted) return;
    await retry('the catalog', () => this.#loadCatalog(signal), { ...this.#options, signal });
  }

  /** False when trying again would end in the same way. */
  async #untilSnapshot(signal: AbortSignal): Promise<boolean> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await this.#loadSnapshot(signal);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        const reason = toAppError(error);
        this.#options.log.warn(`Could not load the snapshot: ${reason.message}`);
        if (!this.#bear(reason, attempt + 1)) return false;
        await this.#options.clock.wait(retryDelay(attempt), signal);
      }
    }
    return false;
  }

  /** Whether trying again may help. What was there once is only lost meanwhile. */
  #bear(error: AppError, attempts: number): boolean {
    const isTransient = mayPass(error);
    if (isTransient && this.#hasLoaded) this.#tellLost();
    else if (!isTransient || attempts >= mostAttempts) this.#fail(error);
    // People are told at once; but it may pass, and nobody else need ever ask again.
    return mayPassSomeDay(error);
  }

  /** Whoever waits hears why, and the root's state shows it until a snapshot comes. */
  #fail(error: AppError): void {
    this.#isFailed = true;
    this.#isLoading = mayPass(error);
    this.#hasLoaded = false;
    this.#isCurrent = false;
    this.#current.reject(error);
    this.#current = createDeferred();
    this.#dispatch({ kind: 'serverChanged', state: this.#unreadable(error) });
  }

  /** The process goes on, and whoever would stop it must know. */
  #unreadable(error: AppError): ServerState {
    const place = this.#place;
    return { kind: 'refused', error, ...(place ? { place: placeOf(place) } : {}) };
  }

  async #loadSnapshot(signal: AbortSignal): Promise<void> {
    this.#isLoading = true;
    this.#gate.holdAll();
    let missing: readonly SessionId[] = [];
    try {
      const conversations = this.#conversations;
      const found = await fetchSnapshot({ ...this.#options, conversations }, signal);
      if (signal.aborted) return;
      missing = this.#tellFound(found);
    } finally {
      if (!signal.aborted) this.#gate.releaseAll();
    }
    this.#isLoading = false;
    for (const id of missing) void this.#conversations.keep(id, signal);
    if ((this.#root?.statuses.size ?? 0) > 0) this.#checkUp.arm(signal);
  }

  /** Returns what was opened meanwhile, and what could not be read with the rest. */
  #tellFound({ conversations, ...lists }: Found): readonly SessionId[] {
    const open = this.#options.openSessions();
    // What was left meanwhile nobody keeps up to date.
    const shown = conversations.filter(({ id }) => open.includes(id));
    const transcripts = new Map(shown.map(({ id, page }) => [id, page]));
    this.#endings.addIdle(lists);
    const snapshot = { ...this.#endings.without(lists), transcripts };
    this.#dispatch({ kind: 'snapshotLoaded', snapshot });
    for (const { id, todos } of shown) {
      this.#dispatch({ kind: 'todosChanged', sessionId: id, todos });
    }
    this.#markFound();
    return open.filter((id) => !transcripts.has(id) || !this.#root?.sessions.has(id));
  }

  async #loadCatalog(signal: AbortSignal): Promise<void> {
    const catalog = await this.backend.catalog(signal);
    if (!signal.aborted) this.#dispatch({ kind: 'catalogLoaded', catalog });
  }

  #markFound(): void {
    this.#isFailed = false;
    this.#hasLoaded = true;
    this.#isCurrent = true;
    this.#current.resolve(undefined);
    const place = this.#place;
    if (!place || this.#root?.server.kind === 'ready') return;
    const state = { kind: 'ready', ...placeOf(place) } as const;
    this.#dispatch({ kind: 'serverChanged', state });
  }
}
