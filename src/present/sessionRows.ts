import type { RootId, SessionId } from '../model/ids.ts';
import { isRestarting, type ServerState } from '../model/server.ts';
import type { Session } from '../model/session.ts';
import { pendingRequests, stoppingOf } from '../session/selectors.ts';
import type { RootState, State } from '../session/state.ts';
import { honestLine } from '../base/honestText.ts';
import { plural } from './format.ts';
import { relativeTime } from './relativeTime.ts';
import { attachedPlace, isAttached, isUp, serverText } from './serverText.ts';
import { sessionActivity, type SessionActivity } from './sessionActivity.ts';

/** A row of the session tree. `id` is unique in the tree and stays the same over time. */
export interface SessionRow {
  readonly id: string;
  readonly kind: 'root' | 'session' | 'notice';
  readonly label: string;
  readonly description: string;
  /** A codicon, without `$()`. */
  readonly icon: string | undefined;
  /** A theme colour id for the icon. */
  readonly iconColor: string | undefined;
  readonly tooltip: string;
  /**
   * `root.running`, `root.attached`, `root.stopped`, `notice`, or `session.<top|sub>.<idle|busy|retry|waiting|stopping|error>`.
   * Where it can be shared, then `.shared` or `.private`, by whether it ever was. A turn that can be stopped is `busy`, `retry` or `waiting`.
   */
  readonly contextValue: string;
  readonly rootId: RootId;
  readonly sessionId: SessionId | undefined;
  readonly children: readonly SessionRow[] | undefined;
}

/** Workspace root > sessions, newest first > sub-sessions. */
export function sessionRows(state: State, now: number): readonly SessionRow[] {
  return [...state.roots.values()].map((root) => rootRow(root, now));
}

/** How much waits for the person. */
export function badge(state: State): { readonly count: number; readonly tooltip: string } {
  const count = pendingRequests(state).length;
  return { count, tooltip: count === 0 ? '' : `${waiting(count)} for your answer` };
}

function waiting(count: number): string {
  return `${plural(count, 'request')} ${count === 1 ? 'waits' : 'wait'}`;
}

function rootRow(root: RootState, now: number): SessionRow {
  const sessions = sessionTree(root, now);
  const { kind } = root.server;
  return {
    id: `root:${root.id}`,
    kind: 'root',
    label: root.name,
    description: kind === 'ready' ? attachedPlace(root.server) : serverText(root.server),
    icon: 'root-folder',
    iconColor: undefined,
    tooltip: `${root.id}\n${serverText(root.server)}`,
    contextValue: rootContext(root.server),
    rootId: root.id,
    sessionId: undefined,
    children: sessions.length > 0 ? sessions : noticeRows(root),
  };
}

function rootContext(server: ServerState): string {
  if (isAttached(server)) return 'root.attached';
  return isUp(server) ? 'root.running' : 'root.stopped';
}

function noticeRows(root: RootState): readonly SessionRow[] {
  const notice = noticeOf(root);
  if (!notice) return [];
  return [
    {
      id: `notice:${root.id}`,
      kind: 'notice',
      label: notice.label,
      description: '',
      icon: notice.icon,
      iconColor: undefined,
      tooltip: notice.label,
      contextValue: 'notice',
      rootId: root.id,
      sessionId: undefined,
      children: undefined,
    },
  ];
}

/** Why there is no session to see. */
function noticeOf(root: RootState): { readonly label: string; readonly icon: string } | undefined {
  const { server } = root;
  if (server.kind === 'starting' || isRestarting(server))
    return { label: serverText(server), icon: 'loading~spin' };
  if (server.kind === 'crashed' || server.kind === 'refused') {
    const isChosen = server.error.code === 'workspace-untrusted';
    return { label: serverText(server), icon: isChosen ? 'shield' : 'error' };
  }
  if (root.isLoaded) return { label: 'No sessions yet', icon: 'info' };
  return server.kind === 'stopped'
    ? { label: 'Sessions show once OpenCode runs', icon: 'info' }
    : { label: 'Loading sessions…', icon: 'loading~spin' };
}

function sessionTree(root: RootState, now: number): readonly SessionRow[] {
  const byParent = new Map<SessionId | undefined, Session[]>();
  const active = activeSessions(root);
  for (const session of root.sessions.values()) {
    if (session.archivedAt !== undefined && !active.has(session.id)) continue;
    const parent = visibleParentId(root, session);
    const siblings = byParent.get(parent);
    if (siblings) siblings.push(session);
    else byParent.set(parent, [session]);
  }
  const rowsBelow = (parent: SessionId | undefined): readonly SessionRow[] =>
    (byParent.get(parent) ?? [])
      .toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1))
      .map((session) => sessionRow(root, session, now, rowsBelow(session.id)));
  return rowsBelow(undefined);
}

/** Sessions that work or wait, and those above them: archived or not, they must not be out of sight. */
function activeSessions(root: RootState): ReadonlySet<SessionId> {
  const active = new Set(root.statuses.keys());
  for (const id of active) {
    const session = root.sessions.get(id);
    const parent = session && visibleParentId(root, session);
    if (parent !== undefined) active.add(parent);
  }
  return active;
}

/** A sub-session whose parent is unknown stands at the top, so that it is not lost. */
function visibleParentId(root: RootState, session: Session): SessionId | undefined {
  const parent = session.parentId;
  return parent !== undefined && root.sessions.has(parent) ? parent : undefined;
}

const icons: { readonly [Activity in SessionActivity]: string } = {
  waiting: 'bell-dot',
  stopping: 'loading~spin',
  busy: 'loading~spin',
  retry: 'loading~spin',
  error: 'error',
  idle: 'circle-outline',
};

const iconColors: { readonly [Activity in SessionActivity]: string | undefined } = {
  waiting: 'notificationsWarningIcon.foreground',
  stopping: undefined,
  busy: undefined,
  retry: undefined,
  error: 'notificationsErrorIcon.foreground',
  idle: undefined,
};

function sessionRow(
  root: RootState,
  session: Session,
  now: number,
  children: readonly SessionRow[],
): SessionRow {
  const activity = sessionActivity(root, session.id);
  const label = honestLine(session.title, 120) || 'Untitled session';
  const description =
    activity === 'stopping'
      ? stoppingText(root, session.id)
      : descriptionOf(activity, session, now);
  return {
    id: `session:${session.id}`,
    kind: 'session',
    label,
    description,
    icon: icons[activity],
    iconColor: iconColors[activity],
    tooltip: [label, description, session.agent ?? ''].filter((text) => text !== '').join('\n'),
    contextValue: `session.${placeOf(session)}.${activity}${sharingOf(root, session)}`,
    rootId: root.id,
    sessionId: session.id,
    children,
  };
}

function placeOf({ parentId }: Session): 'top' | 'sub' {
  return parentId === undefined ? 'top' : 'sub';
}

function sharingOf({ catalog }: RootState, session: Session): string {
  if (!catalog.canShare || placeOf(session) === 'sub') return '';
  return session.shareUrl === undefined ? '.private' : '.shared';
}

function stoppingText(root: RootState, id: SessionId): string {
  return stoppingOf(root, id)?.isLate ? 'not stopped yet' : 'stopping…';
}

function descriptionOf(activity: SessionActivity, session: Session, now: number): string {
  if (activity === 'waiting') return 'waiting for you';
  if (activity === 'busy') return 'working…';
  if (activity === 'retry') return 'trying again…';
  const time = relativeTime(session.updatedAt, now);
  return activity === 'error' ? `failed · ${time}` : time;
}
