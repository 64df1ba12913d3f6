import type { RootId, SessionId } from '../model/ids.ts';
import { targetKey, type Prompt, type PromptTarget } from '../model/prompt.ts';
import type { PendingRequest } from '../model/request.ts';
import { idleStatus, type Session, type SessionStatus } from '../model/session.ts';
import type { RootState, State, Stopping } from './state.ts';

/** What a session does, for an icon. `waiting` stands for a person's answer that is needed. */
export type Activity = 'idle' | 'busy' | 'retry' | 'waiting' | 'stopping';

export function statusOf(root: RootState, id: SessionId): SessionStatus {
  return root.statuses.get(id) ?? idleStatus;
}

/** The server does not know it: it was deleted, or never was. */
export function isGone(root: RootState, id: SessionId): boolean {
  return root.isLoaded && !root.sessions.has(id) && !root.sought.has(id);
}

/** The session and everything below it, parents first. */
export function familyOf(root: RootState, id: SessionId): readonly SessionId[] {
  const found = new Set([id]);
  for (const member of found) {
    for (const child of root.sessions.values()) if (child.parentId === member) found.add(child.id);
  }
  return [...found];
}

/** The topmost session above this one (or itself): where people see what its sub-sessions ask. */
export function visibleParent(root: RootState, id: SessionId): SessionId {
  return ancestorsOf(root, id).at(-1) ?? id;
}

/** Requests that still wait; those of a turn that is being stopped do not. In the order asked. */
export function pendingRequests(state: State): readonly PendingRequest[] {
  return [...state.roots.values()].flatMap(pendingIn);
}

/** Those of the session itself and of everything below it. */
export function pendingRequestsOf(root: RootState, id: SessionId): readonly PendingRequest[] {
  return pendingIn(root).filter(
    ({ sessionId }) => sessionId === id || ancestorsOf(root, sessionId).includes(id),
  );
}

/** The stop that a session's turn has not followed yet: its own, or one of those it works for. */
export function stoppingOf(root: RootState, id: SessionId): Stopping | undefined {
  if (root.stopping.size === 0 || statusOf(root, id).kind === 'idle') return undefined;
  const stopped = [id, ...ancestorsOf(root, id)].find((member) => root.stopping.has(member));
  return stopped && root.stopping.get(stopped);
}

export function activityOf(root: RootState, id: SessionId): Activity {
  if (stoppingOf(root, id)) return 'stopping';
  return pendingRequestsOf(root, id).length > 0 ? 'waiting' : statusOf(root, id).kind;
}

/** Top sessions that are not archived; a sub-session whose parent is not known counts as one. */
export function sessionsNewestFirst(root: RootState): readonly Session[] {
  return [...root.sessions.values()]
    .filter(({ parentId }) => parentId === undefined || !root.sessions.has(parentId))
    .filter(({ archivedAt }) => archivedAt === undefined)
    .sort((a, b) => b.updatedAt - a.updatedAt || compareText(b.id, a.id));
}

/**
 * Top sessions in the middle of a turn, waiting ones included, but not those that were stopped.
 * Sub-sessions work for another one.
 */
export function workingSessions(root: RootState): readonly SessionId[] {
  return busySessions(root).filter((id) => !stoppingOf(root, id));
}

/** Top sessions that were stopped and do not say so yet. */
export function stoppingSessions(root: RootState): readonly SessionId[] {
  return busySessions(root).filter((id) => stoppingOf(root, id));
}

/** Whether a server that is stopped now would take something with it. What failed waits for a person. */
export function isAtWork(root: RootState): boolean {
  return root.statuses.size > 0 || root.outbox.some(({ state }) => state.kind !== 'failed');
}

/** Its server was stopped because nothing happened: everything known is still there to be seen. */
export function isResting(state: State, id: RootId): boolean {
  const server = state.roots.get(id)?.server;
  return server?.kind === 'stopped' && server.because === 'idle';
}

/** Prompts of one conversation that the server has not confirmed, oldest first. */
export function outboxFor(root: RootState, target: PromptTarget): readonly Prompt[] {
  return root.outbox.filter((prompt) => targetKey(prompt.target) === targetKey(target));
}

function busySessions(root: RootState): readonly SessionId[] {
  const busy = [...root.statuses].filter(([, { kind }]) => kind !== 'idle').map(([id]) => id);
  return busy.filter((id) => root.sessions.get(id)?.parentId === undefined);
}

function pendingIn(root: RootState): readonly PendingRequest[] {
  return [...root.requests.values()].filter(
    ({ sessionId }) => statusOf(root, sessionId).kind !== 'idle' && !stoppingOf(root, sessionId),
  );
}

/** Nearest first. */
function ancestorsOf(root: RootState, id: SessionId): readonly SessionId[] {
  const found = new Set<SessionId>([id]);
  for (const member of found) {
    const parent = root.sessions.get(member)?.parentId;
    if (parent !== undefined && root.sessions.has(parent)) found.add(parent);
  }
  return [...found].slice(1);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
