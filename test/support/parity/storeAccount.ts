import type { StreamEvent } from '../../../src/model/event.ts';
import type { SessionId } from '../../../src/model/ids.ts';
import type { AssistantMessage, TurnError } from '../../../src/model/message.ts';
import type { Part, ToolPart } from '../../../src/model/part.ts';
import type { RunResult } from '../../../src/runs/runEngine.ts';
import type { RootState, Transcript } from '../../../src/session/state.ts';
import { totals } from '../../../src/session/totals.ts';
import { millionths, type Account, type Beat, type Call } from './account.ts';

export interface Told {
  readonly root: RootState;
  readonly session: SessionId;
  readonly events: readonly StreamEvent[];
  readonly result: RunResult;
  readonly calls: readonly Call[];
}

/** Kinds of parts that we have besides: `opencode run` prints no list of the files that changed. */
const ours: ReadonlySet<string> = new Set(['patch']);

/** The turn as the product's state has it at the end, and the pieces as the stream told them. */
export function storeAccount({ root, session, events, result, calls }: Told): Account {
  const transcript = root.transcripts.get(session);
  if (!transcript) throw new Error('The conversation is not kept.');
  const { usage, cost } = totals(transcript);
  const { outcome } = result;
  const printed = eventsUntilIdle(session, events);
  return {
    outcome: outcome === 'cancelled' ? fail('It was cancelled.') : outcome,
    beats: answersOf(transcript).flatMap((message) => beatsOf(message, printed)),
    errors: errorsOf(transcript, root.errors.get(session)),
    finalText: outcome === 'completed' ? result.finalText : '',
    usage,
    cost: millionths(cost),
    retries: retriesOf(session, events),
    rejected: rejectedIn(result),
    calls,
  };
}

/** All but the prompt, which `opencode run` does not print. */
function answersOf({ messages }: Transcript): readonly AssistantMessage[] {
  const [prompt, ...answers] = messages;
  if (prompt?.role !== 'user') throw new Error('The prompt is not the first message.');
  return answers.map((message) =>
    message.role === 'assistant' ? message : fail('A second prompt.'),
  );
}

function beatsOf(message: AssistantMessage, events: readonly StreamEvent[]): readonly Beat[] {
  return message.parts.flatMap((part) => beatOf(part, message, events) ?? []);
}

function beatOf(
  part: Part,
  message: AssistantMessage,
  events: readonly StreamEvent[],
): Beat | undefined {
  if (part.kind === 'tool') return toolBeat(part);
  if (part.kind === 'other') return stepBeat(part.type, message);
  // A record of what changed, which `opencode run` does not tell.
  if (part.kind === 'patch') return undefined;
  if (part.kind !== 'text' && part.kind !== 'reasoning') return fail(`A part ${part.kind}.`);
  if (!isEnded(part, events)) return undefined;
  return { kind: part.kind, text: part.text, streamed: piecesOf(part, events) };
}

function stepBeat(type: string, { finish, usage, cost }: AssistantMessage): Beat | undefined {
  if (type === 'step-start') return { kind: 'start' };
  if (type === 'step-finish') {
    return { kind: 'finish', reason: finish, usage, cost: millionths(cost) };
  }
  return ours.has(type) ? undefined : fail(`A part ${type}.`);
}

function toolBeat({ tool, state }: ToolPart): Beat {
  const base = { kind: 'tool', tool, status: state.kind, input: state.input } as const;
  const none = { output: undefined, title: undefined, metadata: {} };
  if (state.kind === 'completed') {
    return { ...base, output: state.output, title: state.title, metadata: state.metadata };
  }
  if (state.kind !== 'error') return { ...base, ...none };
  return { ...base, ...none, output: state.error, metadata: state.metadata };
}

/**
 * `opencode run` prints a text when it ends, and leaves when the turn is idle. OpenCode ends a text
 * that an error cut off only after that.
 */
function eventsUntilIdle(
  session: SessionId,
  events: readonly StreamEvent[],
): readonly StreamEvent[] {
  const end = events.findIndex(
    (event) =>
      event.kind === 'statusChanged' && event.sessionId === session && event.status.kind === 'idle',
  );
  return end < 0 ? fail('The turn did not end.') : events.slice(0, end);
}

function isEnded({ id }: Part, events: readonly StreamEvent[]): boolean {
  return events.some(
    (event) =>
      event.kind === 'partChanged' &&
      event.part.id === id &&
      (event.part.kind === 'text' || event.part.kind === 'reasoning') &&
      event.part.endedAt !== undefined,
  );
}

function piecesOf({ id }: Part, events: readonly StreamEvent[]): string {
  return events
    .flatMap((event) => (event.kind === 'textAppended' && event.partId === id ? [event.text] : []))
    .join('');
}

/** Those of the messages, or the one that came without a message. */
function errorsOf(transcript: Transcript, last: TurnError | undefined): readonly TurnError[] {
  const errors = answersOf(transcript).flatMap(({ error }) => error ?? []);
  return errors.length === 0 && last ? [last] : errors;
}

function retriesOf(session: SessionId, events: readonly StreamEvent[]): number {
  const attempts = events.flatMap((event) =>
    event.kind === 'statusChanged' && event.sessionId === session && event.status.kind === 'retry'
      ? [event.status.attempt]
      : [],
  );
  return new Set(attempts).size;
}

function rejectedIn({ warnings }: RunResult): readonly string[] {
  const asked = warnings.map(({ kind, request, text }) => {
    if (kind !== 'rejected' || request.kind !== 'permission') return fail(text);
    return `${request.permission} (${request.patterns.join(', ')})`;
  });
  return asked.toSorted();
}

function fail(message: string): never {
  throw new Error(message);
}
