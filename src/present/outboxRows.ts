import type { Prompt } from '../model/prompt.ts';
import type { RowView } from '../protocol/view.ts';
import { actionsOf } from './actions.ts';
import { plainOutput } from './cleanText.ts';
import { clipStart, promptLimit } from './clip.ts';
import { problemOf, type Problem } from './errorText.ts';

type UserRow = Extract<RowView, { kind: 'user' }>;

/** A prompt that the server has not confirmed: it stands where its message will stand. */
export function outboxRow(prompt: Prompt): UserRow {
  const { id, text, queuedAt } = prompt;
  return {
    kind: 'user',
    id,
    text: clipStart(plainOutput(text), promptLimit),
    files: [],
    at: queuedAt,
    ...stateOf(prompt),
  };
}

function stateOf({ state }: Prompt): Pick<UserRow, 'state' | 'problem'> {
  if (state.kind === 'failed') return { state: 'failed', problem: promptProblem(state.error) };
  return { state: state.kind === 'sent' ? 'sent' : state.kind };
}

/** What failed, with the prompt's own next steps first. */
function promptProblem(error: Parameters<typeof problemOf>[0]): Problem {
  const problem = problemOf(error);
  const own = actionsOf(['retryPrompt', 'editPrompt']);
  const others = problem.actions.filter(
    ({ id }) => id !== 'retry' && id !== 'retryPrompt' && id !== 'editPrompt',
  );
  return { ...problem, actions: [...own, ...others] };
}
