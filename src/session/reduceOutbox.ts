import type { AppError } from '../base/errors.ts';
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
    const sending = withPrompt(root, promptId, (known) => ({
      ...known,
      target,
      state: { kind: 'sending' },
      messageId,
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
  promptFailed: (root, { promptId, error }) =>
    withPrompt(root, promptId, (prompt) => ({ ...prompt, state: { kind: 'failed', error } })),
  promptWithdrawn: (root, { promptId }) =>
    withOutbox(withoutItsError(root, promptId), (prompt) => prompt.id !== promptId),
};

/** The turn of the oldest prompt that waits for its message has failed before there was one. */
export function withFailedTurn(root: RootState, id: SessionId, turnError: TurnError): RootState {
  const failed = root.outbox.find(
    ({ target, state }) =>
      target.kind === 'session' &&
      target.sessionId === id &&
      (state.kind === 'sending' || state.kind === 'sent'),
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
  const isTaken = ({ state }: Prompt) => state.kind === 'sent';
  if (!root.outbox.some(isTaken)) return root;
  const failed = { kind: 'failed', error } as const;
  const outbox = root.outbox.map((prompt) =>
    isTaken(prompt) ? { ...prompt, state: failed } : prompt,
  );
  return { ...root, outbox };
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
    ({ id, messageId }) => !ids.has(id) && !(messageId && ids.has(messageId)),
  );
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
