import type { SessionId } from '../model/ids.ts';
import type { MessageAction } from '../protocol/view.ts';
import type { RootState } from '../session/state.ts';

/** What a person can do with the messages of a session. */
export function messageOffers(root: RootState, id: SessionId | undefined): MessageAction[] {
  return id === undefined || !root.sessions.has(id) ? [] : ['copy', 'fork'];
}
