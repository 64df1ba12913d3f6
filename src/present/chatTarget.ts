import type { RootId, SessionId } from '../model/ids.ts';
import type { DraftId, PromptTarget } from '../model/prompt.ts';

/** What a panel shows: a session, or a conversation that has none yet. */
export interface ChatViewTarget {
  readonly rootId: RootId;
  readonly sessionId?: SessionId | undefined;
  readonly draftId?: DraftId | undefined;
}

export function promptTarget({ sessionId, draftId }: ChatViewTarget): PromptTarget {
  return sessionId === undefined
    ? { kind: 'draft', draftId: draftId ?? '' }
    : { kind: 'session', sessionId };
}
