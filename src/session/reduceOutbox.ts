import type { TranscriptPage } from '../model/event.ts';
import type { MessageId, SessionId } from '../model/ids.ts';
import { targetKey, type Prompt, type PromptId, type PromptTarget } from '../model/prompt.ts';
import { withoutKey } from './immutableMap.ts';
import { withField, type RootReducers } from './rootEvent.ts';
import type { RootState } from './state.ts';

/** A prompt stays here from the moment it is given until the server's own message takes its place. */
export const outboxReducers: RootReducers<
  'promptQueued' | 'promptSending' | 'promptSent' | 'promptFailed' | 'promptWithdrawn'
> = {
  promptQueued: (root, { prompt }) =>
    root.outbox.some(({ id }) => id === prompt.id)
      ? withPrompt(root, prompt.id, () => prompt)
      : { ...root, outbox: [...root.outbox, prompt] },
  promptSending: (root, { promptId, sessionId, messageId }) => {
    const prompt = root.outbox.find(({ id }) => id === promptId);
    if (!prompt) return root;
    const bound = withSession(root, prompt.target, sessionId);
    const sending = withPrompt(bound, promptId, (known) => ({
      ...known,
      state: { kind: 'sending' },
      messageId,
    }));
    return withField(sending, 'errors', withoutKey(sending.errors, sessionId));
  },
  promptSent: (root, { promptId }) =>
    withPrompt(root, promptId, (prompt) => ({ ...prompt, state: { kind: 'sent' } })),
  promptFailed: (root, { promptId, error }) =>
    withPrompt(root, promptId, (prompt) => ({ ...prompt, state: { kind: 'failed', error } })),
  promptWithdrawn: (root, { promptId }) => withOutbox(root, (prompt) => prompt.id !== promptId),
};

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
function withSession(root: RootState, draft: PromptTarget, sessionId: SessionId): RootState {
  if (draft.kind === 'session') return root;
  const target: PromptTarget = { kind: 'session', sessionId };
  const outbox = root.outbox.map((prompt) =>
    targetKey(prompt.target) === targetKey(draft) ? { ...prompt, target } : prompt,
  );
  return { ...root, outbox };
}

function withPrompt(root: RootState, id: PromptId, change: (prompt: Prompt) => Prompt): RootState {
  const index = root.outbox.findIndex((prompt) => prompt.id === id);
  const prompt = root.outbox[index];
  return prompt ? { ...root, outbox: root.outbox.with(index, change(prompt)) } : root;
}
