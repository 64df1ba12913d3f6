import type { SessionId } from '../model/ids.ts';
import type { TurnError } from '../model/message.ts';
import type { RowView } from '../protocol/view.ts';
import { statusOf } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import type { AnswerGroup, MessageGroup } from './messageGroups.ts';
import { contextKey } from './partView.ts';
import { settledRows } from './settledRows.ts';
import type { ToolContext } from './toolCard.ts';
import { toolContext } from './toolContext.ts';
import { isInterruption, turnProblem } from './turnProblem.ts';
import { changesBehind } from './turnChanges.ts';
import { answerRows, promptRows, type TurnEnd } from './turnRows.ts';

/** The newest answer and the prompts after it. */
export function newestRows(
  root: RootState,
  id: SessionId,
  groups: readonly MessageGroup[],
): readonly RowView[] {
  const [answer] = groups;
  const isBusy = statusOf(root, id).kind !== 'idle';
  const isWorking = isBusy && answer?.kind === 'answer' && !isComplete(answer);
  const error = unclaimedError(root, id);
  const rows = groups.flatMap((group, index) => {
    if (group.kind === 'answer') {
      const isItsOwn = index === groups.length - 1 && !isComplete(group);
      return newestAnswer(group, toolContext(root, id), {
        failure: isItsOwn ? error : undefined,
        changes: changesBehind(group, root, groups),
      });
    }
    return isWorking ? promptRows(group.message, 'queued') : settledRows(group, root, groups);
  });
  return error && !isBusy ? [...rows, ...problemRows(error, groups.at(-1))] : rows;
}

function isComplete({ messages }: AnswerGroup): boolean {
  return messages.at(-1)?.completedAt !== undefined;
}

/** What the last turn failed with, unless the row of a prompt that was never stored says so. */
function unclaimedError(root: RootState, id: SessionId): TurnError | undefined {
  const error = root.errors.get(id);
  const isClaimed = root.outbox.some(
    ({ state }) => state.kind === 'failed' && state.turnError === error,
  );
  return isClaimed ? undefined : error;
}

/** A failed turn that left no message of its own. Where no prompt is known, none can be sent again. */
function problemRows(error: TurnError, last: MessageGroup | undefined): readonly RowView[] {
  if (isInterruption(error) || (last?.kind === 'answer' && saysWhy(last))) return [];
  const problem = turnProblem(error);
  if (!problem) return [];
  if (last?.kind === 'prompt') {
    return [{ kind: 'problem', id: `problem:${last.message.id}`, problem }];
  }
  const actions = problem.actions.filter(
    (action) => action.id !== 'retryPrompt' && action.id !== 'editPrompt',
  );
  return [{ kind: 'problem', id: 'problem:session', problem: { ...problem, actions } }];
}

/** An answer that has not ended carries the failure itself. */
function saysWhy(group: AnswerGroup): boolean {
  return !isComplete(group) || group.messages.at(-1)?.error !== undefined;
}

interface Drawn extends TurnEnd {
  readonly key: string;
  readonly rows: readonly RowView[];
}

const newest = new WeakMap<AnswerGroup, Drawn>();

function newestAnswer(
  group: AnswerGroup,
  context: ToolContext,
  { failure, changes }: TurnEnd,
): readonly RowView[] {
  const keys = group.messages.flatMap(({ parts }) =>
    parts.map((part) => contextKey(part, context)),
  );
  const key = `${context.isLive} ${keys.join(' ')}`;
  const known = newest.get(group);
  const isSameEnd = known?.failure === failure && known?.changes === changes;
  if (known?.key === key && isSameEnd) return known.rows;
  const rows = answerRows(group, context, { failure, changes });
  newest.set(group, { key, failure, changes, rows });
  return rows;
}
