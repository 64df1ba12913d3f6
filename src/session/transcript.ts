import type { TranscriptPage } from '../model/event.ts';
import type { PartId } from '../model/ids.ts';
import type { Message, MessageInfo } from '../model/message.ts';
import type { Part, ReasoningPart, TextPart } from '../model/part.ts';
import { isBefore, MessageList } from './messageList.ts';
import type { Transcript } from './state.ts';

/**
 * A fresh page in place of what was known. While a turn goes on, what is shown of its text stays:
 * OpenCode stores a text when it ends, so that a page fetched before then has none of it.
 */
export function newestTranscript(
  page: TranscriptPage,
  known: Transcript | undefined,
  isLive: boolean,
): Transcript {
  const shown = isLive ? known : undefined;
  const messages = page.messages.map((message) => notShorter(message, shown?.messages));
  return {
    messages: MessageList.from(messages),
    olderCursor: page.olderCursor,
    heard: shown?.heard,
  };
}

/** What was known of the page's messages has followed the events and stays. */
export function withOlderPage(transcript: Transcript, page: TranscriptPage): Transcript {
  const messages = page.messages.map((message) => {
    const known = transcript.messages.get(message.id);
    return known ? { ...known, parts: mergedParts(message.parts, known.parts) } : message;
  });
  return {
    ...transcript,
    messages: transcript.messages.prepend(messages),
    olderCursor: page.olderCursor,
  };
}

/** Whether a message belongs to a page that has not been asked for yet. */
export function isUnloaded(
  { messages, olderCursor }: Transcript,
  message: Pick<Message, 'id' | 'createdAt'>,
): boolean {
  const { first } = messages;
  return olderCursor !== undefined && first !== undefined && isBefore(message, first);
}

/** Nothing that is over begins again: what says so is older than what is known, and came late. */
export function isReopened(told: Part | MessageInfo, known: Part | MessageInfo): boolean {
  return isOver(known) && !isOver(told);
}

function isOver(of: Part | MessageInfo): boolean {
  if ('role' in of) return of.role === 'assistant' && of.completedAt !== undefined;
  if (of.kind === 'tool') return of.state.kind === 'completed' || of.state.kind === 'error';
  return isWritten(of) && of.endedAt !== undefined;
}

/** After its part was told: one that has just begun has been heard from its beginning. */
export function heardAfter(heard: Transcript['heard'], part: Part): Transcript['heard'] {
  if (isWritten(part) && part.endedAt === undefined) return hearing(heard, part.id);
  return heard?.has(part.id) ? new Set([...heard].filter((id) => id !== part.id)) : heard;
}

export function hearing(heard: Transcript['heard'], id: PartId): Transcript['heard'] {
  return heard?.has(id) ? heard : new Set([...(heard ?? []), id]);
}

export function hearingNothing(transcript: Transcript): Transcript {
  return transcript.heard ? { ...transcript, heard: undefined } : transcript;
}

/** A text that has ended does not grow: what arrives late is part of it already. */
export function grownPart(part: Part, text: string, isHeard: boolean): Part {
  if (!isWritten(part) || part.endedAt !== undefined) return part;
  const grown = { ...part, text: part.text + text };
  return isHeard ? grown : { ...grown, gaps: [...(part.gaps ?? []), part.text.length] };
}

/**
 * When the model breaks off, OpenCode forgets what it had said of the step and begins that anew, or
 * ends the message. It would stand there once for each attempt.
 */
export function withoutAbandoned(parts: readonly Part[], isEnded = false): readonly Part[] {
  const newest = isEnded ? parts.length : parts.findLastIndex(isStepStart);
  const isAbandoned = (part: Part, index: number): part is TextPart | ReasoningPart =>
    index < newest && isWritten(part) && part.endedAt === undefined && part.text !== '';
  return parts.some(isAbandoned)
    ? parts.map((part, at) =>
        isAbandoned(part, at) ? { ...part, text: '', gaps: undefined } : part,
      )
    : parts;
}

function isStepStart(part: Part): boolean {
  return part.kind === 'other' && part.type === 'step-start';
}

function notShorter(message: Message, known: MessageList | undefined): Message {
  const shown = known?.get(message.id);
  if (!shown || message.role === 'user') return message;
  const parts = message.parts.map((part) => {
    const other = shown.parts.find(({ id }) => id === part.id);
    return other && isContinued(part, other) ? other : part;
  });
  return { ...message, parts: withoutAbandoned(parts, isOver(message)) };
}

function isContinued(part: Part, shown: Part): boolean {
  if (!isWritten(part) || !isWritten(shown) || part.endedAt !== undefined) return false;
  return part.kind === shown.kind && shown.text.startsWith(part.text);
}

function mergedParts(parts: readonly Part[], known: readonly Part[]): readonly Part[] {
  const ids = new Set(parts.map(({ id }) => id));
  const kept = new Map(known.map((part) => [part.id, part]));
  return [
    ...parts.map((part) => kept.get(part.id) ?? part),
    ...known.filter(({ id }) => !ids.has(id)),
  ];
}

function isWritten(part: Part): part is TextPart | ReasoningPart {
  return part.kind === 'text' || part.kind === 'reasoning';
}
