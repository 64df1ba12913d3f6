import type { Prompt, PromptState } from '../model/prompt.ts';
import type { RowView } from '../protocol/view.ts';
import { actionsOf, type Action } from './actions.ts';
import { plainOutput } from './cleanText.ts';
import { clipStart, promptLimit } from './clip.ts';
import { problemOf, type Problem } from './errorText.ts';
import { turnProblem } from './turnProblem.ts';

type UserRow = Extract<RowView, { kind: 'user' }>;

/** A prompt that the server has not confirmed: it stands where its message will stand. */
export function outboxRow(prompt: Prompt): UserRow {
  const { id, text, queuedAt, composed } = prompt;
  return {
    kind: 'user',
    id,
    text: clipStart(plainOutput(text), promptLimit),
    files: (composed?.files ?? []).map(({ name, mime }) => ({ name, mime })),
    at: queuedAt,
    ...stateOf(prompt),
  };
}

function stateOf({ state }: Prompt): Pick<UserRow, 'state' | 'problem' | 'actions'> {
  if (state.kind === 'failed') return { state: 'failed', problem: promptProblem(state) };
  if (state.kind === 'queued') return { state: 'queued', actions: [...queuedActions] };
  return { state: state.kind };
}

/** In its row there is no doubt what they concern. */
const queuedActions: readonly Action[] = [
  { id: 'editPrompt', label: 'Edit' },
  { id: 'withdrawPrompt', label: 'Cancel' },
];

/** What failed, with the prompt's own next steps first. */
function promptProblem({ error, turnError }: Extract<PromptState, { kind: 'failed' }>): Problem {
  const problem = (turnError && turnProblem(turnError)) ?? problemOf(error);
  const own = actionsOf(['retryPrompt', 'editPrompt']);
  const others = problem.actions.filter(
    ({ id }) => id !== 'retry' && id !== 'retryPrompt' && id !== 'editPrompt',
  );
  return { ...problem, actions: [...own, ...others] };
}
