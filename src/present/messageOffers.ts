import type { SessionId } from '../model/ids.ts';
import type { MessageAction } from '../protocol/view.ts';
import type { RootState } from '../session/state.ts';

/** What a person can do with the messages of a session. That of a sub-agent belongs to its caller. */
export function messageOffers(root: RootState, id: SessionId | undefined): MessageAction[] {
  const session = id === undefined ? undefined : root.sessions.get(id);
  if (!session) return [];
  return session.parentId === undefined ? ['copy', 'edit', 'fork', 'revert'] : ['copy', 'fork'];
}
