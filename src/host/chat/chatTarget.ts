import { randomUUID } from 'node:crypto';
import type { RootId, SessionId } from '../../model/ids.ts';
import type { DraftId } from '../../model/prompt.ts';
import type { Store } from '../../session/store.ts';

/** What a panel shows: a session, or a conversation that has none yet. */
export interface ChatTarget {
  readonly rootId: RootId;
  readonly sessionId?: SessionId | undefined;
  readonly draftId: DraftId;
}

/** A fresh conversation; one whose prompts have not left yet is taken up again. */
export function newChat(rootId: RootId, store: Store): ChatTarget {
  const waiting = store.state.roots
    .get(rootId)
    ?.outbox.find(({ target }) => target.kind === 'draft');
  const draftId = waiting?.target.kind === 'draft' ? waiting.target.draftId : randomUUID();
  return { rootId, draftId };
}

export function sessionChat(rootId: RootId, sessionId: SessionId): ChatTarget {
  return { rootId, sessionId, draftId: '' };
}

export function isSameChat(a: ChatTarget | undefined, b: ChatTarget | undefined): boolean {
  return a?.rootId === b?.rootId && a?.sessionId === b?.sessionId && a?.draftId === b?.draftId;
}
