import { AppError } from '../base/errors.ts';
import type { TranscriptPage } from '../model/event.ts';
import type { MessageId, SessionId } from '../model/ids.ts';
import type { TurnError } from '../model/message.ts';
import type { DraftId, Prompt, PromptId, PromptTarget } from '../model/prompt.ts';
import { withoutKey } from './immutableMap.ts';
import { withField, type RootReducers } from './rootEvent.ts';
import type { RootState } from './state.ts';
import { turnFailure } from './turnFailure.ts';

/** A prompt stays here from the moment it is given until the server's own message takes its place. */
export const outboxReducers: RootReducers<
  | 'promptQueued'
  | 'draftBound'
  | 'promptSending'
  | 'promptSent'
  | 'promptOverdue'
  | 'promptFailed'
  | 'promptWithdrawn'
> = {
  promptQueued: (root, { prompt }) =>
    root.outbox.some(({ id }) => id === prompt.id)
      ? withPrompt(withoutItsError(root, prompt.id), prompt.id, () => prompt)
      : { ...root, outbox: [...root.outbox, prompt] },
  draftBound: (root, { draftId, sessionId }) => withSession(root, draftId, sessionId),
  promptSending: (root, { promptId, sessionId, messageId }) => {
    const target: PromptTarget = { kind: 'session', sessionId };
    const isUnheard = root.server.kind === 'reconnecting' || undefined;
    const sending = withPrompt(root, promptId, (known) => ({
      ...known,
      target,
      state: { kind: 'sending' },
      messageId,
      isUnheard,
    }));
    return sending === root
      ? root
      : withField(sending, 'errors', withoutKey(sending.errors, sessionId));
  },
  /** Its turn may have failed before we hear that it was taken. */
  promptSent: (root, { promptId }) =>
    withPrompt(root, promptId, (prompt) =>
      prompt.state.kind === 'failed' ? prompt : { ...prompt, state: { kind: 'sent' } },
    ),
  promptOverdue: (root, { promptId }) =>
    withPrompt(root, promptId, (prompt) =>
      prompt.state.kind === 'sent'
        ? { ...prompt, state: { kind: 'sent', isOverdue: true } }
        : prompt,
    ),
  promptFailed: (root, { promptId, error }) =>
    withPrompt(root, promptId, (prompt) => ({ ...prompt, state: { kind: 'failed', error } })),
  promptWithdrawn: (root, { promptId }) =>
    withOutbox(withoutItsError(root, promptId), (prompt) => prompt.id !== promptId),
};

/** The turn of the oldest prompt that waits for its message has failed before there was one. */
export function withFailedTurn(root: RootState, id: SessionId, turnError: TurnError): RootState {
  const failed = root.outbox.find(
    (prompt) =>
      isFor(prompt, id) && (prompt.state.kind === 'sending' || prompt.state.kind === 'sent'),
  );
  if (!failed) return root;
  const error = turnFailure(turnError);
  return withPrompt(root, failed.id, (prompt) => ({
    ...prompt,
    state: { kind: 'failed', error, turnError },
  }));
}

/** Its server took it and ended before it told of its message: it may be lost. */
export function withUnconfirmed(root: RootState, error: AppError): RootState {
  const failed = { kind: 'failed', error } as const;
  return withPrompts(root, (prompt) =>
    prompt.state.kind === 'sent' ? { ...prompt, state: failed } : prompt,
  );
}

/** What the session's last turn failed with goes with the prompt that it failed. */
function withoutItsError(root: RootState, id: PromptId): RootState {
  const prompt = root.outbox.find((other) => other.id === id);
  if (prompt?.target.kind !== 'session' || prompt.state.kind !== 'failed') return root;
  const { sessionId } = prompt.target;
  const { turnError } = prompt.state;
  return turnError !== undefined && root.errors.get(sessionId) === turnError
    ? withField(root, 'errors', withoutKey(root.errors, sessionId))
    : root;
}

export function withConfirmedPrompt(root: RootState, message: MessageId): RootState {
  return withOutbox(root, (prompt) => prompt.messageId !== message && prompt.id !== message);
}

export function withConfirmedPage(root: RootState, page: TranscriptPage): RootState {
  if (root.outbox.length === 0) return root;
  const ids = new Set(page.messages.map(({ id }) => id));
  return withOutbox(
    root,
    (prompt) => !ids.has(prompt.id) && !isConfirmed(prompt, ids) && !isBefore(prompt, page),
  );
}

/** The conversation as it is: a prompt that went unheard and should be there was not kept. */
export function withNewestPage(root: RootState, id: SessionId, page: TranscriptPage): RootState {
  return withPrompts(withConfirmedPage(root, page), (prompt) =>
    isFor(prompt, id) && isMissed(prompt)
      ? { ...prompt, state: { kind: 'failed', error: lost }, isUnheard: undefined }
      : prompt,
  );
}

const lost = new AppError('prompt-lost', '');

function isMissed({ state, isUnheard }: Prompt): boolean {
  return isUnheard === true && state.kind === 'sent' && state.isOverdue === true;
}

/** What becomes of prompts on their way is not heard from here on. */
export function withUnheard(root: RootState): RootState {
  return withPrompts(root, (prompt) => {
    const isOnItsWay = prompt.state.kind === 'sending' || prompt.state.kind === 'sent';
    return isOnItsWay ? { ...prompt, isUnheard: true } : prompt;
  });
}

function withPrompts(root: RootState, change: (prompt: Prompt) => Prompt): RootState {
  const outbox = root.outbox.map(change);
  return outbox.every((prompt, index) => prompt === root.outbox[index])
    ? root
    : { ...root, outbox };
}

function isFor({ target }: Prompt, id: SessionId): boolean {
  return target.kind === 'session' && target.sessionId === id;
}

function isConfirmed({ messageId }: Prompt, ids: ReadonlySet<MessageId>): boolean {
  return messageId !== undefined && ids.has(messageId);
}

/** It was taken so long ago that its message is not among the newest any more. */
function isBefore({ state, target, messageId }: Prompt, { messages, olderCursor }: TranscriptPage) {
  const [first] = messages;
  if (state.kind !== 'sent' || target.kind !== 'session' || messageId === undefined) return false;
  return olderCursor !== undefined && first?.sessionId === target.sessionId && messageId < first.id;
}

export function withOutbox(root: RootState, stays: (prompt: Prompt) => boolean): RootState {
  const outbox = root.outbox.filter(stays);
  return outbox.length === root.outbox.length ? root : { ...root, outbox };
}

/** Everything given to a draft belongs to the session that it became. */
function withSession(root: RootState, draftId: DraftId, sessionId: SessionId): RootState {
  const isOfDraft = ({ target }: Prompt) => target.kind === 'draft' && target.draftId === draftId;
  if (!root.outbox.some(isOfDraft)) return root;
  const target: PromptTarget = { kind: 'session', sessionId };
  const outbox = root.outbox.map((prompt) =>
    isOfDraft(prompt) ? { ...prompt, target, draftId } : prompt,
  );
  return { ...root, outbox };
}

function withPrompt(root: RootState, id: PromptId, change: (prompt: Prompt) => Prompt): RootState {
  const index = root.outbox.findIndex((prompt) => prompt.id === id);
  const prompt = root.outbox[index];
  const changed = prompt && change(prompt);
  return changed && changed !== prompt
    ? { ...root, outbox: root.outbox.with(index, changed) }
    : root;
}
