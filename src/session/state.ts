import type { AppError } from '../base/errors.ts';
import type { Catalog } from '../model/catalog.ts';
import { emptyCatalog } from '../model/catalog.ts';
import type { PartId, RequestId, RootId, SessionId } from '../model/ids.ts';
import type { TurnError } from '../model/message.ts';
import type { Prompt } from '../model/prompt.ts';
import type { PendingRequest } from '../model/request.ts';
import { stoppedServer, type ServerState } from '../model/server.ts';
import type { Session, SessionStatus, Todo } from '../model/session.ts';
import type { MessageList } from './messageList.ts';

/** What is known of one open conversation. Only sessions that somebody looks at have one. */
export interface Transcript {
  readonly messages: MessageList;
  /** Asks for the page before the oldest message; absent when everything is loaded. */
  readonly olderCursor?: string | undefined;
  /** The texts being written of which nothing was missed since they began. */
  readonly heard?: ReadonlySet<PartId> | undefined;
}

/** A turn that somebody has stopped and that has not been seen to end. */
export interface Stopping {
  /** It takes longer than it should. */
  readonly isLate: boolean;
}

/** One workspace folder: its server, its sessions and what waits there. */
export interface RootState {
  readonly id: RootId;
  readonly name: string;
  readonly server: ServerState;
  /** False until the first snapshot: an empty list then says nothing. */
  readonly isLoaded: boolean;
  readonly catalog: Catalog;
  readonly sessions: ReadonlyMap<SessionId, Session>;
  /** Those that somebody looks at and that may be there although they are not listed. */
  readonly sought: ReadonlySet<SessionId>;
  /** Sessions that are absent are idle. */
  readonly statuses: ReadonlyMap<SessionId, SessionStatus>;
  /** Those that were stopped themselves; what works for them is stopped with them. */
  readonly stopping: ReadonlyMap<SessionId, Stopping>;
  readonly transcripts: ReadonlyMap<SessionId, Transcript>;
  /** Why the newest try to read an open conversation failed, and went on failing. */
  readonly loadErrors: ReadonlyMap<SessionId, AppError>;
  readonly todos: ReadonlyMap<SessionId, readonly Todo[]>;
  /** In the order asked. */
  readonly requests: ReadonlyMap<RequestId, PendingRequest>;
  /** The last failed turn of a session, until its next prompt. */
  readonly errors: ReadonlyMap<SessionId, TurnError>;
  /** Prompts the server has not confirmed by an event, oldest first. */
  readonly outbox: readonly Prompt[];
}

export interface State {
  readonly roots: ReadonlyMap<RootId, RootState>;
}

export const emptyState: State = { roots: new Map() };

export function emptyRoot(id: RootId, name: string): RootState {
  return {
    id,
    name,
    server: stoppedServer,
    isLoaded: false,
    catalog: emptyCatalog,
    sessions: new Map(),
    sought: new Set(),
    statuses: new Map(),
    stopping: new Map(),
    transcripts: new Map(),
    loadErrors: new Map(),
    todos: new Map(),
    requests: new Map(),
    errors: new Map(),
    outbox: [],
  };
}
