import type { AssistantMessage, FileChange, TurnError, UserMessage } from '../model/message.ts';
import type { RowView } from '../protocol/view.ts';
import { honestLine } from '../base/honestText.ts';
import { plainOutput } from './cleanText.ts';
import { clipStart, promptLimit } from './clip.ts';
import { costText, countText } from './format.ts';
import type { AnswerGroup } from './messageGroups.ts';
import { partView } from './partView.ts';
import type { ToolContext } from './toolCard.ts';
import { changesView } from './turnChanges.ts';
import { isInterruption, turnProblem } from './turnProblem.ts';

/** The person's own words: what OpenCode added to the message is not shown. */
export function promptText(message: UserMessage): string {
  return message.parts
    .filter((part) => part.kind === 'text')
    .filter((part) => !part.isSynthetic)
    .map((part) => part.text)
    .join('\n');
}

/** A prompt as its row, a compaction as a mark, and nothing for what OpenCode said to itself. */
export function promptRows(message: UserMessage, state: 'sent' | 'queued'): readonly RowView[] {
  const { id, createdAt, parts } = message;
  const compaction = parts.find((part) => part.kind === 'compaction');
  if (compaction) return [compactionRow(id, compaction.isAutomatic)];
  const text = clipStart(plainOutput(promptText(message)), promptLimit);
  const files = parts
    .filter((part) => part.kind === 'file')
    .map(({ name, mime }) => ({ name: honestLine(name), mime }));
  if (text.total === 0 && files.length === 0) return [];
  return [{ kind: 'user', id, text, files, at: createdAt, state }];
}

function compactionRow(id: string, isAutomatic: boolean): RowView {
  const text = isAutomatic
    ? 'Earlier messages were summarised to make room.'
    : 'Earlier messages were summarised.';
  return { kind: 'notice', id, icon: 'fold', text };
}

/** What is known of a turn's end besides its messages. */
export interface TurnEnd {
  /** It may be known before the message that has failed is. */
  readonly failure?: TurnError | undefined;
  readonly changes?: readonly FileChange[] | undefined;
}

/** All messages that answer one prompt as one row. */
export function answerRows(
  { messages }: AnswerGroup,
  context: ToolContext,
  { failure, changes }: TurnEnd = {},
): readonly RowView[] {
  const [first] = messages;
  const last = messages.at(-1) ?? first;
  const error = last.error ?? failure;
  const row = {
    kind: 'assistant',
    id: first.id,
    at: first.createdAt,
    ...authorOf(last),
    parts: partsOf(messages, context),
    isDone: !context.isLive,
    isInterrupted: error ? isInterruption(error) : !context.isLive && !isWhole(last),
    ...endOf(messages, error, context.isLive),
    ...(context.isLive ? {} : changesView(changes ?? [])),
  } as const;
  const isEmpty = row.parts.length === 0 && !row.isInterrupted && row.problem === undefined;
  return isEmpty && row.isDone ? [] : [row];
}

/** One that is not, in a session that is idle, has ended unnoticed: with its server. */
function isWhole({ completedAt }: AssistantMessage): boolean {
  return completedAt !== undefined;
}

function partsOf(messages: AnswerGroup['messages'], context: ToolContext) {
  return messages
    .filter(({ isSummary }) => !isSummary)
    .flatMap(({ parts }) => parts.flatMap((part) => partView(part, context) ?? []));
}

function authorOf({ agent, model }: AssistantMessage): { agent?: string; model?: string } {
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(model === undefined ? {} : { model: model.modelId }),
  };
}

function endOf(messages: AnswerGroup['messages'], error: TurnError | undefined, isLive: boolean) {
  if (isLive) return {};
  const problem = error && turnProblem(error);
  const usage = usageText(messages);
  return { ...(problem ? { problem } : {}), ...(usage === '' ? {} : { usage }) };
}

/** "8.1k in, 40 out · $0.02": what the turn's last call read, what all its calls wrote. */
function usageText(messages: AnswerGroup['messages']): string {
  const read = messages.map(({ usage }) => usage.input + usage.cacheRead + usage.cacheWrite);
  const written = messages.reduce((sum, { usage }) => sum + usage.output + usage.reasoning, 0);
  const lastRead = read.findLast((count) => count > 0) ?? 0;
  if (lastRead + written === 0) return '';
  const cost = costText(messages.reduce((sum, message) => sum + message.cost, 0));
  const tokens = `${countText(lastRead)} in, ${countText(written)} out`;
  return cost === '' ? tokens : `${tokens} · ${cost}`;
}
