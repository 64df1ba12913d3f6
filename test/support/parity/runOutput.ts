import * as z from 'zod';
import type { TurnError, Usage } from '../../../src/model/message.ts';
import { millionths, noUsage, type Beat } from './account.ts';

/*
 * What `opencode run --format json` prints, read so strictly that anything new fails the test. What
 * is read and then left out, since we keep nothing of the kind: the hash of the snapshot of a step,
 * the metadata of a text's provider, and of an error all but its name, message and status.
 */

const place = { id: z.string(), sessionID: z.string(), messageID: z.string() };
const fields = z.record(z.string(), z.unknown());
const span = z.strictObject({ start: z.number(), end: z.number() });

const startSchema = z.strictObject({
  ...place,
  type: z.literal('step-start'),
  snapshot: z.string().optional(),
});

const proseSchema = z.strictObject({
  ...place,
  type: z.enum(['text', 'reasoning']),
  text: z.string(),
  time: span,
  metadata: fields.optional(),
});

const tokensSchema = z.strictObject({
  total: z.number(),
  input: z.number(),
  output: z.number(),
  reasoning: z.number(),
  cache: z.strictObject({ read: z.number(), write: z.number() }),
});

const finishSchema = z.strictObject({
  ...place,
  type: z.literal('step-finish'),
  reason: z.string(),
  snapshot: z.string().optional(),
  tokens: tokensSchema,
  cost: z.number(),
});

const toolSchema = z.strictObject({
  ...place,
  type: z.literal('tool'),
  tool: z.string(),
  callID: z.string(),
  metadata: fields.optional(),
  state: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('completed'),
      input: fields,
      output: z.string(),
      title: z.string(),
      metadata: fields,
      time: span,
    }),
    z.strictObject({
      status: z.literal('error'),
      input: fields,
      error: z.string(),
      metadata: fields.optional(),
      time: span,
    }),
  ]),
});

const errorSchema = z
  .strictObject({
    name: z.string(),
    data: z.strictObject({
      message: z.string(),
      statusCode: z.number().optional(),
      isRetryable: z.boolean().optional(),
      responseHeaders: fields.optional(),
      responseBody: z.string().optional(),
      metadata: fields.optional(),
    }),
  })
  .transform(({ name, data }): TurnError => ({
    name,
    message: data.message,
    statusCode: data.statusCode,
  }));

const head = { timestamp: z.number(), sessionID: z.string() };
const lineSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...head, type: z.literal('step_start'), part: startSchema }),
  z.strictObject({ ...head, type: z.literal('text'), part: proseSchema }),
  z.strictObject({ ...head, type: z.literal('reasoning'), part: proseSchema }),
  z.strictObject({ ...head, type: z.literal('tool_use'), part: toolSchema }),
  z.strictObject({ ...head, type: z.literal('step_finish'), part: finishSchema }),
  z.strictObject({ ...head, type: z.literal('error'), error: errorSchema }),
]);

type Line = z.infer<typeof lineSchema>;
type Part = Exclude<Line, { readonly type: 'error' }>['part'];

export interface RunOutput {
  readonly beats: readonly Beat[];
  readonly errors: readonly TurnError[];
  readonly finalText: string;
  readonly usage: Usage;
  readonly cost: number;
}

/** @throws when a line is not of a kind that is known, or is printed twice */
export function readRunOutput(stdout: string): RunOutput {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const told = lines.map((line) => lineSchema.parse(JSON.parse(line)));
  const parts = told.flatMap((line) => (line.type === 'error' ? [] : [line.part]));
  if (new Set(parts.map(({ id }) => id)).size < parts.length) throw new Error('A part came twice.');
  if (new Set(told.map(({ sessionID }) => sessionID)).size > 1) throw new Error('Two sessions.');
  // A part is printed when it ends; we show parts in the order in which they begin.
  const inOrder = parts.toSorted(
    (a, b) => compare(a.messageID, b.messageID) || compare(a.id, b.id),
  );
  const finishes = inOrder.filter((part) => part.type === 'step-finish');
  return {
    beats: inOrder.map(toBeat),
    errors: told.flatMap((line) => (line.type === 'error' ? [line.error] : [])),
    finalText: told.some(({ type }) => type === 'error') ? '' : finalText(inOrder),
    usage: finishes.map(({ tokens }) => toUsage(tokens)).reduce(sum, noUsage),
    cost: finishes.reduce((total, { cost }) => total + millionths(cost), 0),
  };
}

function toBeat(part: Part): Beat {
  if (part.type === 'step-start') return { kind: 'start' };
  if (part.type === 'tool') return toToolBeat(part);
  if (part.type !== 'step-finish') {
    return { kind: part.type, text: part.text, streamed: part.text };
  }
  const { reason, tokens, cost } = part;
  return { kind: 'finish', reason, usage: toUsage(tokens), cost: millionths(cost) };
}

function toToolBeat({ tool, state }: z.infer<typeof toolSchema>): Beat {
  const isDone = state.status === 'completed';
  return {
    kind: 'tool',
    tool,
    status: state.status,
    input: state.input,
    output: isDone ? state.output : state.error,
    title: isDone ? state.title : undefined,
    metadata: state.metadata ?? {},
  };
}

function finalText(parts: readonly Part[]): string {
  const last = parts.at(-1)?.messageID;
  return parts
    .flatMap((part) => (part.type === 'text' && part.messageID === last ? [part.text] : []))
    .join('\n\n');
}

function toUsage({ total, input, output, reasoning, cache }: z.infer<typeof tokensSchema>): Usage {
  const usage = { input, output, reasoning, cacheRead: cache.read, cacheWrite: cache.write };
  const counted = Object.values(usage).reduce((a, b) => a + b);
  if (total !== counted) throw new Error(`The total of ${JSON.stringify(usage)} is not ${total}.`);
  return usage;
}

function sum(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
