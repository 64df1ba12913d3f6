import type { PendingRequest } from '../model/request.ts';
import type { RootState, State } from '../session/state.ts';
import { visibleParent } from '../session/selectors.ts';

/** Where people see a request, and who asks when it is not the session itself. */
export interface Place {
  readonly title: string;
  /** The folder, where there are several to take it for. */
  readonly folder: string | undefined;
  readonly askedBy: string | undefined;
}

export function placeOf(state: State, request: PendingRequest): Place {
  const root = state.roots.get(request.rootId);
  const shownAt = root && visibleParent(root, request.sessionId);
  return {
    title: (shownAt && root.sessions.get(shownAt)?.title) ?? '',
    folder: state.roots.size > 1 ? root?.name : undefined,
    askedBy: root && askedBy(root, request),
  };
}

/** The sub-agent that asks, if one does. */
export function askedBy(root: RootState, request: PendingRequest): string | undefined {
  const session = root.sessions.get(request.sessionId);
  if (session?.parentId === undefined) return undefined;
  return session.agent ?? session.title;
}
