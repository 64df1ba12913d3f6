import type { MessageId, RootId, SessionId } from '../model/ids.ts';
import type { RootState } from './state.ts';

/** A prompt on its way to OpenCode: the message that it becomes there. */
export interface HandedPrompt {
  readonly rootId: RootId;
  readonly sessionId: SessionId;
  readonly messageId: MessageId;
}

/** Whether OpenCode has its message; nothing while the conversation is not known as it is now. */
export function hasArrived(
  root: RootState | undefined,
  { sessionId, messageId }: HandedPrompt,
): boolean | undefined {
  const transcript = root?.transcripts.get(sessionId);
  if (!transcript || root?.server.kind !== 'ready') return undefined;
  const { messages, olderCursor } = transcript;
  const isOlder = olderCursor !== undefined && messageId < (messages.first?.id ?? '');
  return isOlder || messages.get(messageId) !== undefined;
}
