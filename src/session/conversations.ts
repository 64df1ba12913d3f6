import { AppError, toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { PageWanted, SessionBackend } from '../model/backend.ts';
import type { LocalEvent, StreamEvent, TranscriptPage } from '../model/event.ts';
import type { MessageId, SessionId } from '../model/ids.ts';
import type { Todo } from '../model/session.ts';
import type { EventGate, GateEvent } from './eventGate.ts';
import { retry } from './retry.ts';
import type { RootState, Transcript } from './state.ts';

const pageSize = 100;

export interface ConversationsOptions {
  readonly backend: SessionBackend;
  readonly gate: EventGate;
  readonly root: () => RootState | undefined;
  readonly openSessions: () => readonly SessionId[];
  readonly dispatch: (event: StreamEvent | LocalEvent) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Conversation {
  readonly id: SessionId;
  readonly page: TranscriptPage;
  readonly todos: readonly Todo[];
}

interface Loading {
  /** The connection that it is for. */
  readonly signal: AbortSignal;
  readonly end: AbortController;
  /** It has failed often, and is not tried often any more. */
  isFailing: boolean;
}

/** Fetches the conversations that somebody looks at. Each signal ends with the connection it is for. */
export class Conversations {
  readonly #options: ConversationsOptions;
  readonly #loading = new Map<SessionId, Loading>();
  /** How many messages of one can be read at one time, where that is not as many as one likes. */
  readonly #mostAtOnce = new Map<SessionId, number>();
  readonly #older = new Set<SessionId>();
  /** What passes while older pages are fetched, one list for each of them. */
  readonly #meanwhile = new Set<GateEvent[]>();

  constructor(options: ConversationsOptions) {
    this.#options = options;
  }

  /** One that cannot be read must not keep the others from being shown. */
  async find(id: SessionId, signal: AbortSignal): Promise<Conversation | undefined> {
    try {
      return await this.#fetch(id, signal);
    } catch (error) {
      this.#options.log.warn(`Could not load ${id}: ${toAppError(error).message}`);
      return undefined;
    }
  }

  /** Brings one into the store, however often it takes; or why that cannot be. */
  async keep(id: SessionId, signal: AbortSignal): Promise<void> {
    const known = this.#loading.get(id);
    if (known?.signal === signal && !known.isFailing) return;
    known?.end.abort();
    const loading = { signal, end: new AbortController(), isFailing: false };
    this.#loading.set(id, loading);
    await this.#loadUntil(id, loading);
    if (this.#loading.get(id) === loading) this.#loading.delete(id);
  }

  async #loadUntil(id: SessionId, loading: Loading): Promise<void> {
    const signal = AbortSignal.any([loading.signal, loading.end.signal]);
    const onFailing = (error: AppError) => {
      loading.isFailing = true;
      this.#tellFailure(id, error);
    };
    const options = { ...this.#options, signal, onFailing };
    await retry(`session ${id}`, () => this.#load(id, signal), options);
  }

  #tellFailure(sessionId: SessionId, error: AppError): void {
    const { openSessions, dispatch } = this.#options;
    if (openSessions().includes(sessionId))
      dispatch({ kind: 'transcriptFailed', sessionId, error });
  }

  /** Puts the page before what is shown in front of it. */
  async loadOlder(id: SessionId, signal: AbortSignal): Promise<void> {
    const before = this.#transcript(id)?.olderCursor;
    if (before === undefined || this.#older.has(id)) return;
    const meanwhile: GateEvent[] = [];
    this.#older.add(id);
    this.#meanwhile.add(meanwhile);
    try {
      const page = await this.#page(id, { limit: pageSize, before }, signal);
      const isCurrent = !signal.aborted && this.#transcript(id)?.olderCursor === before;
      if (isCurrent) this.#showOlder(id, page, meanwhile);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#older.delete(id);
      this.#meanwhile.delete(meanwhile);
    }
  }

  /** Told of everything that passes. */
  note(event: GateEvent): void {
    for (const list of this.#meanwhile) list.push(event);
  }

  /** What was told of the page's messages before they were there comes after it once more. */
  #showOlder(sessionId: SessionId, page: TranscriptPage, meanwhile: readonly GateEvent[]): void {
    const { dispatch } = this.#options;
    const known = this.#transcript(sessionId)?.messages;
    const ids = new Set(page.messages.map(({ id }) => id).filter((id) => !known?.get(id)));
    dispatch({ kind: 'transcriptLoaded', sessionId, page, position: 'older' });
    for (const event of meanwhile) {
      const id = messageOf(event);
      if (id !== undefined && ids.has(id)) dispatch(event);
    }
  }

  async #load(id: SessionId, signal: AbortSignal): Promise<void> {
    const { gate, openSessions, dispatch } = this.#options;
    if (!openSessions().includes(id)) return;
    gate.hold(id);
    try {
      if (!(await this.#isThere(id, signal))) return;
      const { page, todos } = await this.#fetch(id, signal);
      if (signal.aborted || !openSessions().includes(id)) return;
      dispatch({ kind: 'transcriptLoaded', sessionId: id, page, position: 'newest' });
      dispatch({ kind: 'todosChanged', sessionId: id, todos });
    } finally {
      if (!signal.aborted) gate.release(id);
    }
  }

  /** One that is too old to be listed is known only when it has been asked for. */
  async #isThere(id: SessionId, signal: AbortSignal): Promise<boolean> {
    const { backend, root, dispatch } = this.#options;
    if (root()?.sessions.has(id)) return true;
    const session = await backend.session(id, signal);
    if (signal.aborted) return false;
    if (session) dispatch({ kind: 'sessionCreated', session });
    else dispatch({ kind: 'sessionRemoved', sessionId: id });
    return session !== undefined;
  }

  async #fetch(id: SessionId, signal: AbortSignal): Promise<Conversation> {
    const { backend } = this.#options;
    const limit = Math.max(pageSize, this.#transcript(id)?.messages.length ?? 0);
    const [page, todos] = await Promise.all([
      this.#page(id, { limit }, signal),
      backend.todos(id, signal),
    ]);
    return { id, page, todos };
  }

  /** Where that is more than can be read, half of it, and so on. */
  async #page(id: SessionId, wanted: PageWanted, signal: AbortSignal): Promise<TranscriptPage> {
    const limit = Math.min(wanted.limit, this.#mostAtOnce.get(id) ?? wanted.limit);
    try {
      return await this.#options.backend.transcript(id, { ...wanted, limit }, signal);
    } catch (error) {
      if (limit <= 1 || !AppError.is(error, 'answer-too-large')) throw error;
      this.#mostAtOnce.set(id, Math.floor(limit / 2));
      return this.#page(id, wanted, signal);
    }
  }

  #transcript(id: SessionId): Transcript | undefined {
    return this.#options.root()?.transcripts.get(id);
  }
}

function messageOf(event: GateEvent): MessageId | undefined {
  if (event.kind === 'messageChanged') return event.info.id;
  if (event.kind === 'partChanged') return event.part.messageId;
  return 'messageId' in event ? event.messageId : undefined;
}
