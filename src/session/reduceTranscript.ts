import type { MessageId, PartId, SessionId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import type { Part } from '../model/part.ts';
import type { Prompt } from '../model/prompt.ts';
import { withEntry, withoutKey } from './immutableMap.ts';
import type { MessageList } from './messageList.ts';
import {
  withConfirmedPage,
  withConfirmedPrompt,
  withNewestPage,
  withOutbox,
  withUnheard,
} from './reduceOutbox.ts';
import { withoutSought } from './reduceSessions.ts';
import { withField, type RootReducers } from './rootEvent.ts';
import type { RootState, Transcript } from './state.ts';
import {
  grownPart,
  heardAfter,
  hearing,
  hearingNothing,
  isReopened,
  isUnloaded,
  newestTranscript,
  withOlderPage,
  withoutAbandoned,
} from './transcript.ts';

/** Only sessions that somebody looks at have a transcript: what concerns the others is dropped. */
export const transcriptReducers: RootReducers<
  | 'messageChanged'
  | 'messageRemoved'
  | 'partChanged'
  | 'partRemoved'
  | 'textAppended'
  | 'compacted'
  | 'streamLost'
  | 'transcriptLoaded'
  | 'transcriptFailed'
  | 'transcriptClosed'
> = {
  messageChanged: (root, { info }) => {
    const confirmed = info.role === 'user' ? withConfirmedPrompt(root, info.id) : root;
    const transcript = root.transcripts.get(info.sessionId);
    // OpenCode changes an old prompt late; without its parts it would stand there empty.
    if (transcript && isUnloaded(transcript, info)) return confirmed;
    const known = transcript?.messages.get(info.id);
    if (known && isReopened(info, known)) return confirmed;
    const isEnded = info.role === 'assistant' && info.completedAt !== undefined;
    const message = { ...info, parts: withoutAbandoned(known?.parts ?? [], isEnded) };
    return withMessages(confirmed, info.sessionId, (messages) => messages.set(message));
  },
  messageRemoved: (root, { sessionId, messageId }) =>
    withMessages(root, sessionId, (messages) => messages.delete(messageId)),
  partChanged: (root, { part }) =>
    withTranscript(root, part.sessionId, (transcript) => {
      const next = withParts(transcript, part, (parts) => withoutAbandoned(upserted(parts, part)));
      const isAnswer = next.messages.get(part.messageId)?.role === 'assistant';
      return next === transcript || !isAnswer
        ? next
        : { ...next, heard: heardAfter(next.heard, part) };
    }),
  partRemoved: (root, event) =>
    withTranscript(root, event.sessionId, (transcript) =>
      withParts(transcript, event, (parts) => {
        const index = indexOf(parts, event.partId);
        return index < 0 ? parts : parts.toSpliced(index, 1);
      }),
    ),
  textAppended: (root, event) =>
    withTranscript(root, event.sessionId, (transcript) => {
      const isHeard = transcript.heard?.has(event.partId) === true;
      const next = withParts(transcript, event, (parts) => {
        const index = indexOf(parts, event.partId);
        const part = parts[index];
        const grown = part && grownPart(part, event.text, isHeard);
        return grown === part || !grown ? parts : parts.with(index, grown);
      });
      // From the gap on nothing is missing again.
      return next === transcript ? next : { ...next, heard: hearing(next.heard, event.partId) };
    }),
  compacted: (root) => root,
  streamLost: (root) =>
    [...root.transcripts.keys()].reduce(
      (before, id) => withTranscript(before, id, hearingNothing),
      withUnheard(root),
    ),
  transcriptLoaded: (root, { sessionId, page, position }) => {
    const known = root.transcripts.get(sessionId);
    const transcript =
      known && position === 'older'
        ? withOlderPage(known, page)
        : newestTranscript(page, known, root.statuses.has(sessionId));
    const transcripts = withEntry(root.transcripts, sessionId, transcript);
    const loaded = withField(root, 'transcripts', transcripts);
    return position === 'older'
      ? withConfirmedPage(loaded, page)
      : withNewestPage(withoutLoadError(loaded, sessionId), sessionId, page);
  },
  transcriptFailed: (root, { sessionId, error }) =>
    root.sessions.has(sessionId) || root.sought.has(sessionId)
      ? withField(root, 'loadErrors', withEntry(root.loadErrors, sessionId, error))
      : root,
  /** Its todos may have changed unheard since they were fetched with it. */
  transcriptClosed: (root, { sessionId }) => {
    const closed = withField(root, 'transcripts', withoutKey(root.transcripts, sessionId));
    const heard = withOutbox(closed, (prompt) => !isUnheard(prompt, sessionId));
    const forgotten = withField(heard, 'todos', withoutKey(root.todos, sessionId));
    return withoutLoadError(withoutSought(forgotten, sessionId), sessionId);
  },
};

function withoutLoadError(root: RootState, id: SessionId): RootState {
  return withField(root, 'loadErrors', withoutKey(root.loadErrors, id));
}

/** The server took it, and only the conversation could tell what has become of it. */
function isUnheard(prompt: Prompt, id: SessionId): boolean {
  const { state, target } = prompt;
  const isTaken = state.kind === 'sent' && target.kind === 'session' && target.sessionId === id;
  return isTaken && prompt.isUnheard === true;
}

function withTranscript(
  root: RootState,
  id: SessionId,
  change: (transcript: Transcript) => Transcript,
): RootState {
  const transcript = root.transcripts.get(id);
  return transcript
    ? withField(root, 'transcripts', withEntry(root.transcripts, id, change(transcript)))
    : root;
}

function withMessages(
  root: RootState,
  id: SessionId,
  change: (messages: MessageList) => MessageList,
): RootState {
  return withTranscript(root, id, (transcript) => {
    const messages = change(transcript.messages);
    return messages === transcript.messages ? transcript : { ...transcript, messages };
  });
}

function withParts(
  transcript: Transcript,
  { messageId }: { readonly messageId: MessageId },
  change: (parts: readonly Part[]) => readonly Part[],
): Transcript {
  const message = transcript.messages.get(messageId);
  const parts = message && change(message.parts);
  if (!message || !parts || parts === message.parts) return transcript;
  return { ...transcript, messages: transcript.messages.set(withPartList(message, parts)) };
}

function withPartList(message: Message, parts: readonly Part[]): Message {
  return { ...message, parts };
}

function upserted(parts: readonly Part[], part: Part): readonly Part[] {
  const index = indexOf(parts, part.id);
  const known = parts[index];
  if (!known) return [...parts, part];
  return isReopened(part, known) ? parts : parts.with(index, part);
}

function indexOf(parts: readonly Part[], id: PartId): number {
  return parts.findLastIndex((part) => part.id === id);
}
