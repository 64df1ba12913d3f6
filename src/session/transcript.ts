import type { TranscriptPage } from '../model/event.ts';
import type { Message } from '../model/message.ts';
import type { Part } from '../model/part.ts';
import { isBefore, MessageList } from './messageList.ts';
import type { Transcript } from './state.ts';

/** A fresh page in place of what was known. */
export function newestTranscript(page: TranscriptPage, known?: Transcript): Transcript {
  const messages = page.messages.map((message) => notOlder(message, known?.messages));
  return { messages: MessageList.from(messages), olderCursor: page.olderCursor };
}

export function withOlderPage(transcript: Transcript, page: TranscriptPage): Transcript {
  const messages = page.messages.map((message) => notOlder(message, transcript.messages));
  return { messages: transcript.messages.prepend(messages), olderCursor: page.olderCursor };
}

/** Whether a message belongs to a page that has not been asked for yet. */
export function isUnloaded(
  { messages, olderCursor }: Transcript,
  message: Pick<Message, 'id' | 'createdAt'>,
): boolean {
  const { first } = messages;
  return olderCursor !== undefined && first !== undefined && isBefore(message, first);
}

/**
 * OpenCode stores a text when it ends, so that a page fetched before then has less of it than the
 * stream has told. What is shown already stays.
 */
function notOlder(message: Message, known: MessageList | undefined): Message {
  const shown = known?.get(message.id);
  if (!shown) return message;
  const parts = message.parts.map((part) => {
    const other = shown.parts.find(({ id }) => id === part.id);
    return other && isContinued(part, other) ? other : part;
  });
  return { ...message, parts };
}

function isContinued(part: Part, shown: Part): boolean {
  if (part.kind !== 'text' && part.kind !== 'reasoning') return false;
  if (part.kind !== shown.kind || part.endedAt !== undefined) return false;
  return shown.text.length > part.text.length && shown.text.startsWith(part.text);
}
