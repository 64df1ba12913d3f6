import type { SessionId } from '../model/ids.ts';
import type { TurnError } from '../model/message.ts';
import type { Session, SessionStatus } from '../model/session.ts';
import { keeping, withEntry, withoutKey } from './immutableMap.ts';
import { withFailedTurn, withOutbox } from './reduceOutbox.ts';
import { withField, type RootReducers } from './rootEvent.ts';
import type { RootState } from './state.ts';

export const sessionReducers: RootReducers<
  | 'sessionChanged'
  | 'sessionCreated'
  | 'sessionSought'
  | 'sessionRemoved'
  | 'statusChanged'
  | 'turnFailed'
  | 'todosChanged'
  | 'requestAsked'
  | 'requestClosed'
> = {
  sessionChanged: (root, { session }) => withSession(root, session),
  sessionCreated: (root, { session }) =>
    root.sessions.has(session.id) ? root : withSession(root, session),
  sessionSought: (root, { sessionId }) =>
    root.sessions.has(sessionId) || root.sought.has(sessionId)
      ? root
      : { ...root, sought: new Set([...root.sought, sessionId]) },
  sessionRemoved: (root, { sessionId }) =>
    withoutSession(withoutSought(root, sessionId), sessionId),
  statusChanged: (root, { sessionId, status }) => {
    const next = withField(root, 'statuses', withStatus(root.statuses, sessionId, status));
    if (status.kind === 'idle') return withoutRequests(next, sessionId);
    return status.kind === 'busy'
      ? withField(next, 'errors', withoutKey(next.errors, sessionId))
      : next;
  },
  turnFailed: (root, { sessionId, error }) => {
    if (!root.sessions.has(sessionId) || error.name === 'MessageAbortedError') return root;
    if (isRepeated(root.errors.get(sessionId), error)) return root;
    const next = withField(root, 'errors', withEntry(root.errors, sessionId, error));
    return withFailedTurn(next, sessionId, error);
  },
  todosChanged: (root, { sessionId, todos }) =>
    root.sessions.has(sessionId)
      ? withField(root, 'todos', withEntry(root.todos, sessionId, todos))
      : root,
  /** Also of a session we have not heard of: an ask that is not shown blocks its turn for ever. */
  requestAsked: (root, { request }) =>
    withField(root, 'requests', withEntry(root.requests, request.id, request)),
  requestClosed: (root, { requestId }) =>
    withField(root, 'requests', withoutKey(root.requests, requestId)),
};

function withSession(root: RootState, session: Session): RootState {
  const sessions = withEntry(root.sessions, session.id, session);
  return withoutSought(withField(root, 'sessions', sessions), session.id);
}

/** It has been found, or nobody looks for it any more. */
export function withoutSought(root: RootState, id: SessionId): RootState {
  if (!root.sought.has(id)) return root;
  return { ...root, sought: new Set([...root.sought].filter((other) => other !== id)) };
}

/** What a turn asked ends with it: the next turn must not bring it back. */
function withoutRequests(root: RootState, id: SessionId): RootState {
  const requests = keeping(root.requests, (_, request) => request.sessionId !== id);
  return withField(root, 'requests', requests);
}

function withoutSession(root: RootState, id: SessionId): RootState {
  const change = {
    sessions: withoutKey(root.sessions, id),
    statuses: withoutKey(root.statuses, id),
    stopping: withoutKey(root.stopping, id),
    transcripts: withoutKey(root.transcripts, id),
    loadErrors: withoutKey(root.loadErrors, id),
    todos: withoutKey(root.todos, id),
    errors: withoutKey(root.errors, id),
    requests: keeping(root.requests, (_, request) => request.sessionId !== id),
    outbox: withOutbox(root, ({ target }) => target.kind !== 'session' || target.sessionId !== id)
      .outbox,
  };
  const isChanged =
    change.sessions !== root.sessions ||
    change.statuses !== root.statuses ||
    change.transcripts !== root.transcripts ||
    change.requests !== root.requests ||
    change.outbox !== root.outbox;
  return isChanged ? { ...root, ...change } : root;
}

function withStatus(
  statuses: RootState['statuses'],
  id: SessionId,
  status: SessionStatus,
): RootState['statuses'] {
  if (status.kind === 'idle') return withoutKey(statuses, id);
  const isSame = status.kind === 'busy' && statuses.get(id)?.kind === 'busy';
  return isSame ? statuses : withEntry(statuses, id, status);
}

/** OpenCode tells some failures twice, the second time with a stack trace around the sentence. */
function isRepeated(known: TurnError | undefined, next: TurnError): boolean {
  return known?.name === next.name && next.message.includes(known.message);
}
