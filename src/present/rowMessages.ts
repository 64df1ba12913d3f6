import type { MessageId } from '../model/ids.ts';
import type { AssistantMessage, Message } from '../model/message.ts';
import type { FilePart } from '../model/part.ts';
import type { State } from '../session/state.ts';
import type { ChatViewTarget } from './chatTarget.ts';
import { promptText } from './turnRows.ts';

/** The stored messages behind a row: a prompt alone, or all that answer it. */
export function rowMessages(
  state: State,
  target: ChatViewTarget,
  rowId: string,
): readonly Message[] {
  const messages = [...messagesOf(state, target)];
  const start = messages.findIndex(({ id }) => id === rowId);
  const first = messages[start];
  if (first?.role !== 'assistant') return first ? [first] : [];
  const others = messages.slice(start + 1);
  const end = others.findIndex((message) => !isOfSameAnswer(message, first));
  return [first, ...(end < 0 ? others : others.slice(0, end))];
}

function messagesOf(state: State, { rootId, sessionId }: ChatViewTarget): Iterable<Message> {
  return (sessionId && state.roots.get(rootId)?.transcripts.get(sessionId)?.messages) ?? [];
}

function isOfSameAnswer(message: Message, first: AssistantMessage): boolean {
  return (
    message.role === 'assistant' &&
    first.parentId !== undefined &&
    message.parentId === first.parentId &&
    message.isSummary === first.isSummary
  );
}

/** Where a fork at a row ends: before the prompt, or after the answer; undefined at the very end. */
export function forkPoint(
  state: State,
  target: ChatViewTarget,
  rowId: string,
): MessageId | undefined {
  const last = rowMessages(state, target, rowId).at(-1);
  return last?.role === 'assistant' ? messageAfter(state, target, last.id) : last?.id;
}

function messageAfter(state: State, target: ChatViewTarget, id: MessageId): MessageId | undefined {
  const messages = [...messagesOf(state, target)];
  return messages[messages.findIndex((message) => message.id === id) + 1]?.id;
}

/** What a row says: the person's words, or the Markdown as the model wrote it. */
export function wordsOf(messages: readonly Message[]): string {
  return messages
    .map((message) => (message.role === 'user' ? promptText(message) : answerText(message)))
    .filter((text) => text !== '')
    .join('\n\n');
}

/** What a person attached to a prompt: not what its words stand for. */
export function attachedTo(messages: readonly Message[]): readonly FilePart[] {
  return messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'file' ? [part] : [])))
    .filter(({ isMentioned, url }) => isMentioned !== true && url.startsWith('data:'));
}

function answerText({ parts }: AssistantMessage): string {
  return parts
    .filter((part) => part.kind === 'text')
    .filter(({ isSynthetic, text }) => !isSynthetic && text.trim() !== '')
    .map(({ text }) => text)
    .join('\n\n');
}
