import { randomUUID } from 'node:crypto';
import type { RootId, SessionId } from '../../model/ids.ts';
import type { DraftId } from '../../model/prompt.ts';

/** What a panel shows: a session, or a conversation that has none yet. */
export interface ChatTarget {
  readonly rootId: RootId;
  readonly sessionId?: SessionId | undefined;
  readonly draftId: DraftId;
}

export function newChat(rootId: RootId): ChatTarget {
  return { rootId, draftId: randomUUID() };
}

export function sessionChat(rootId: RootId, sessionId: SessionId): ChatTarget {
  return { rootId, sessionId, draftId: '' };
}

export function isSameChat(a: ChatTarget | undefined, b: ChatTarget | undefined): boolean {
  return a?.rootId === b?.rootId && a?.sessionId === b?.sessionId && a?.draftId === b?.draftId;
}
