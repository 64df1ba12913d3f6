import { createDeferred } from '../base/deferred.ts';
import type { Disposable } from '../base/disposable.ts';
import { AppError, toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { backoff, type Clock } from '../base/time.ts';
import type { SessionBackend } from '../model/backend.ts';
import type { LocalEvent, RootSnapshot, StreamEvent, TranscriptPage } from '../model/event.ts';
import type { SessionId } from '../model/ids.ts';
import { placeOf, type ServerState } from '../model/server.ts';
import type { Todo } from '../model/session.ts';
import { EventGate } from './eventGate.ts';
import type { RootState } from './state.ts';
import type { Store } from './store.ts';

const pageSize = 100;
const firstDelayMs = 250;
const longestDelayMs = 5_000;
/** Snapshots that fail in a row before people are told. */
const mostAttempts = 3;

export interface RootSyncOptions {
  readonly store: Store;
  readonly backend: SessionBackend;
  /** The sessions whose messages are kept, asked for whenever they are fetched. */
  readonly openSessions: () => readonly SessionId[];
  readonly clock: Clock;
  readonly log: Logger;
}

interface Conversation {
  readonly page: TranscriptPage;
  readonly todos: readonly Todo[];
}

/**
 * Keeps one root of the store equal to one running server. Each time the stream opens, a snapshot
 * replaces what was known and the events that came meanwhile follow it. Ends with the server.
 */
export class RootSync implements Disposable {
  readonly backend: SessionBackend;
  readonly #options: RootSyncOptions;
  readonly #gate = new EventGate((event) => this.#dispatch(event));
  #ready = createDeferred<undefined>();
  /** What the server's state was before its sessions could not be read. */
  #beforeFailure: RunningState | undefined;
  readonly #older = new Set<SessionId>();
  /** One opening of the stream: aborted when it is lost or a newer one supersedes it. */
  #connection = new AbortController();
  #loading = new Set<SessionId>();
  #isFailed = false;
  #watch: Disposable | undefined;

  constructor(options: RootSyncOptions) {
    this.#options = options;
    this.backend = options.backend;
    this.#connection.abort();
  }

  /**
   * Resolves with the first snapshot; rejects with the reason why there is none. Asked after a
   * failure, it tries once more.
   */
  whenReady(): Promise<undefined> {
    const { promise } = this.#ready;
    if (this.#isFailed) this.refresh();
    return promise;
  }

  start(): void {
    this.#watch = this.backend.watch({
      onConnected: () => this.#onConnected(),
      onEvent: (event) => this.#gate.push(event),
      onLost: (error) => this.#onLost(error),
    });
  }

  /** Fetches everything once more, as after a reconnect. */
  refresh(): void {
    this.#isFailed = false;
    if (!this.#connection.signal.aborted) this.#onConnected();
  }

  /** Fetches a conversation that has just been opened, unless a snapshot is about to bring it. */
  openTranscript(id: SessionId): void {
    const { signal } = this.#connection;
    if (!signal.aborted && !this.#gate.isHoldingAll) void this.#keepTranscript(id, signal);
  }

  async loadOlder(id: SessionId): Promise<void> {
    const before = this.#root?.transcripts.get(id)?.olderCursor;
    if (before === undefined || this.#older.has(id)) return;
    this.#older.add(id);
    try {
      const page = await this.backend.transcript(id, { limit: pageSize, before });
      const isCurrent = this.#root?.transcripts.get(id)?.olderCursor === before;
      if (isCurrent) {
        this.#dispatch({ kind: 'transcriptLoaded', sessionId: id, page, position: 'older' });
      }
    } finally {
      this.#older.delete(id);
    }
  }

  dispose(reason = new AppError('cancelled', 'The server was stopped.')): void {
    this.#watch?.dispose();
    this.#connection.abort();
    this.#gate.releaseAll();
    this.#ready.reject(reason);
  }

  get #root(): RootState | undefined {
    return this.#options.store.state.roots.get(this.backend.rootId);
  }

  #dispatch(event: StreamEvent | LocalEvent): void {
    this.#options.store.dispatch({ ...event, rootId: this.backend.rootId });
  }

  #onConnected(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
    this.#loading = new Set();
    void this.#load(this.#connection.signal);
  }

  #onLost(error: AppError): void {
    this.#options.log.warn(`Lost the event stream: ${error.message}`);
    this.#connection.abort();
    this.#gate.releaseAll();
    const server = this.#root?.server;
    if (server?.kind !== 'ready') return;
    const since = this.#options.clock.now();
    this.#dispatch({ kind: 'serverChanged', state: { ...server, kind: 'reconnecting', since } });
  }

  async #load(signal: AbortSignal): Promise<void> {
    const isLoaded = await this.#untilSnapshot(signal);
    if (!isLoaded || signal.aborted) return;
    this.#ready.resolve(undefined);
    await this.#retry('the catalog', signal, () => this.#loadCatalog(signal));
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
        const isTransient = mayPass(reason);
        if (!isTransient || attempt + 1 >= mostAttempts) this.#fail(reason);
        if (!isTransient) return false;
        await this.#options.clock.wait(delay(attempt), signal);
      }
    }
    return false;
  }

  /** Whoever waits hears why, and the root's state shows it until a snapshot comes. */
  #fail(error: AppError): void {
    this.#isFailed = true;
    this.#ready.reject(error);
    this.#ready = createDeferred();
    const server = this.#root?.server;
    if (isRunning(server)) this.#beforeFailure = server;
    this.#dispatch({ kind: 'serverChanged', state: { kind: 'refused', error } });
  }

  async #loadSnapshot(signal: AbortSignal): Promise<void> {
    this.#gate.holdAll();
    let missing: readonly SessionId[] = [];
    try {
      const { snapshot, todos } = await this.#fetchSnapshot(signal);
      if (signal.aborted) return;
      this.#dispatch({ kind: 'snapshotLoaded', snapshot });
      for (const event of todos) this.#dispatch(event);
      this.#markFound();
      missing = this.#options.openSessions().filter((id) => !snapshot.transcripts.has(id));
    } finally {
      if (!signal.aborted) this.#gate.releaseAll();
    }
    for (const id of missing) void this.#keepTranscript(id, signal);
  }

  async #fetchSnapshot(signal: AbortSignal) {
    const open = this.#options.openSessions();
    const [sessions, statuses, requests, ...conversations] = await Promise.all([
      this.backend.listSessions(signal),
      this.backend.listStatuses(signal),
      this.backend.listRequests(signal),
      ...open.map((id) => this.#tryConversation(id, signal)),
    ]);
    const found = conversations.filter((conversation) => conversation !== undefined);
    const transcripts = new Map(found.map(({ id, page }) => [id, page]));
    const snapshot: RootSnapshot = { sessions, statuses, requests, transcripts };
    return { snapshot, todos: found.map(({ id, todos }) => todosChanged(id, todos)) };
  }

  /** One conversation that cannot be read must not keep the others from being shown. */
  async #tryConversation(id: SessionId, signal: AbortSignal) {
    try {
      return { id, ...(await this.#fetchConversation(id, signal)) };
    } catch (error) {
      this.#options.log.warn(`Could not load ${id}: ${toAppError(error).message}`);
      return undefined;
    }
  }

  async #fetchConversation(id: SessionId, signal: AbortSignal): Promise<Conversation> {
    const shown = this.#root?.transcripts.get(id)?.messages.length ?? 0;
    const [page, todos] = await Promise.all([
      this.backend.transcript(id, { limit: Math.max(pageSize, shown) }, signal),
      this.backend.todos(id, signal),
    ]);
    return { page, todos };
  }

  async #keepTranscript(id: SessionId, signal: AbortSignal): Promise<void> {
    const loading = this.#loading;
    if (loading.has(id)) return;
    loading.add(id);
    await this.#retry(`session ${id}`, signal, () => this.#loadTranscript(id, signal));
    loading.delete(id);
  }

  async #loadTranscript(id: SessionId, signal: AbortSignal): Promise<void> {
    this.#gate.hold(id);
    try {
      const { page, todos } = await this.#fetchConversation(id, signal);
      if (signal.aborted || !this.#options.openSessions().includes(id)) return;
      this.#dispatch({ kind: 'transcriptLoaded', sessionId: id, page, position: 'newest' });
      this.#dispatch(todosChanged(id, todos));
    } finally {
      if (!signal.aborted) this.#gate.release(id);
    }
  }

  async #loadCatalog(signal: AbortSignal): Promise<void> {
    const catalog = await this.backend.catalog(signal);
    if (!signal.aborted) this.#dispatch({ kind: 'catalogLoaded', catalog });
  }

  #markFound(): void {
    this.#isFailed = false;
    const server = this.#root?.server;
    const found = server?.kind === 'refused' ? this.#beforeFailure : server;
    if (server?.kind === 'ready' || !isRunning(found)) return;
    const state = { kind: 'ready', ...placeOf(found) } as const;
    this.#dispatch({ kind: 'serverChanged', state });
  }

  /** Until it works, the connection ends or there is nothing to find. */
  async #retry(what: string, signal: AbortSignal, load: () => Promise<void>): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await load();
        return;
      } catch (error) {
        if (signal.aborted || AppError.is(error, 'not-found')) return;
        this.#options.log.warn(`Could not load ${what}: ${toAppError(error).message}`);
        await this.#options.clock.wait(delay(attempt), signal);
      }
    }
  }
}

type RunningState = Extract<ServerState, { kind: 'ready' | 'reconnecting' }>;

function isRunning(state: ServerState | undefined): state is RunningState {
  return state?.kind === 'ready' || state?.kind === 'reconnecting';
}

/** Cancelled: the server is being stopped, and whoever stops it says so. */
function mayPass({ code }: AppError): boolean {
  return code === 'server-unreachable' || code === 'cancelled';
}

function delay(attempt: number): number {
  return backoff(attempt, firstDelayMs, longestDelayMs);
}

function todosChanged(sessionId: SessionId, todos: readonly Todo[]): StreamEvent {
  return { kind: 'todosChanged', sessionId, todos };
}
