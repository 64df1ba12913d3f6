import type { MessageId, PartId, SessionId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import type { Part } from '../model/part.ts';
import { withEntry, withoutKey } from './immutableMap.ts';
import type { MessageList } from './messageList.ts';
import { withConfirmedPage, withConfirmedPrompt } from './reduceOutbox.ts';
import { withField, type RootReducers } from './rootEvent.ts';
import type { RootState } from './state.ts';
import { isUnloaded, newestTranscript, withOlderPage } from './transcript.ts';

/** Only sessions that somebody looks at have a transcript: what concerns the others is dropped. */
export const transcriptReducers: RootReducers<
  | 'messageChanged'
  | 'messageRemoved'
  | 'partChanged'
  | 'partRemoved'
  | 'textAppended'
  | 'compacted'
  | 'transcriptLoaded'
  | 'transcriptClosed'
> = {
  messageChanged: (root, { info }) => {
    const confirmed = info.role === 'user' ? withConfirmedPrompt(root, info.id) : root;
    const transcript = root.transcripts.get(info.sessionId);
    // OpenCode changes an old prompt late; without its parts it would stand there empty.
    if (transcript && isUnloaded(transcript, info)) return confirmed;
    const parts = transcript?.messages.get(info.id)?.parts ?? [];
    return withMessages(confirmed, info.sessionId, (known) => known.set({ ...info, parts }));
  },
  messageRemoved: (root, { sessionId, messageId }) =>
    withMessages(root, sessionId, (messages) => messages.delete(messageId)),
  partChanged: (root, { part }) => withParts(root, part, (parts) => upserted(parts, part)),
  partRemoved: (root, event) =>
    withParts(root, event, (parts) => {
      const index = indexOf(parts, event.partId);
      return index < 0 ? parts : parts.toSpliced(index, 1);
    }),
  textAppended: (root, event) =>
    withParts(root, event, (parts) => {
      const index = indexOf(parts, event.partId);
      const part = parts[index];
      const grown = part && grownPart(part, event.text);
      return grown === part || !grown ? parts : parts.with(index, grown);
    }),
  compacted: (root) => root,
  transcriptLoaded: (root, { sessionId, page, position }) => {
    const known = root.transcripts.get(sessionId);
    const transcript =
      known && position === 'older' ? withOlderPage(known, page) : newestTranscript(page, known);
    const transcripts = withEntry(root.transcripts, sessionId, transcript);
    return withConfirmedPage(withField(root, 'transcripts', transcripts), page);
  },
  transcriptClosed: (root, { sessionId }) =>
    withField(root, 'transcripts', withoutKey(root.transcripts, sessionId)),
};

function withMessages(
  root: RootState,
  sessionId: SessionId,
  change: (messages: MessageList) => MessageList,
): RootState {
  const transcript = root.transcripts.get(sessionId);
  if (!transcript) return root;
  const messages = change(transcript.messages);
  if (messages === transcript.messages) return root;
  const transcripts = withEntry(root.transcripts, sessionId, { ...transcript, messages });
  return { ...root, transcripts };
}

function withParts(
  root: RootState,
  place: { readonly sessionId: SessionId; readonly messageId: MessageId },
  change: (parts: readonly Part[]) => readonly Part[],
): RootState {
  return withMessages(root, place.sessionId, (messages) => {
    const message = messages.get(place.messageId);
    const parts = message && change(message.parts);
    return parts && parts !== message.parts ? messages.set(withPartList(message, parts)) : messages;
  });
}

function withPartList(message: Message, parts: readonly Part[]): Message {
  return { ...message, parts };
}

function upserted(parts: readonly Part[], part: Part): readonly Part[] {
  const index = indexOf(parts, part.id);
  return index < 0 ? [...parts, part] : parts.with(index, part);
}

function indexOf(parts: readonly Part[], id: PartId): number {
  return parts.findLastIndex((part) => part.id === id);
}

/** A text that has ended does not grow: what arrives late is part of it already. */
function grownPart(part: Part, text: string): Part {
  if (part.kind !== 'text' && part.kind !== 'reasoning') return part;
  return part.endedAt === undefined ? { ...part, text: part.text + text } : part;
}
