import type { SessionEvent } from '../src/model/event.ts';
import { messageId, partId, rootId, sessionId, type MessageId } from '../src/model/ids.ts';
import type { AssistantMessage, Message } from '../src/model/message.ts';
import type { Part } from '../src/model/part.ts';
import { reduce } from '../src/session/reducer.ts';
import { emptyState, type State } from '../src/session/state.ts';
import { median, type Figures } from './figure.ts';

const root = rootId('/bench');
const session = sessionId('ses_bench');
const sizes = [100, 1_000, 10_000] as const;
const rounds = 15;
const eventsPerRound = 2_000;

/** What one streamed event costs in a conversation of so many messages. */
export function measureReducer(): Figures {
  const cases = sizes.map((size) => ({ size, state: conversation(size), samples: [] as number[] }));
  const events = streamedTurn();
  for (let round = -2; round < rounds; round += 1) {
    for (const { state, samples } of cases) {
      const cost = costOf(state, events);
      if (round >= 0) samples.push(cost);
    }
  }
  return Object.fromEntries(
    cases.map(({ size, samples }) => [`reducer.us_per_event_${size}`, median(samples, 'µs')]),
  );
}

function costOf(state: State, events: readonly SessionEvent[]): number {
  const start = performance.now();
  events.reduce(reduce, state);
  return ((performance.now() - start) * 1_000) / events.length;
}

function conversation(size: number): State {
  const stored = { id: session, rootId: root, title: 'Bench', createdAt: 0, updatedAt: 0 };
  const messages = Array.from({ length: size }, (_, index) => message(index));
  const events: readonly SessionEvent[] = [
    { rootId: root, kind: 'rootAdded', name: 'bench' },
    { rootId: root, kind: 'sessionChanged', session: stored },
    {
      rootId: root,
      kind: 'transcriptLoaded',
      sessionId: session,
      page: { messages },
      position: 'newest',
    },
  ];
  return events.reduce(reduce, emptyState);
}

/** One assistant message growing by deltas, with a tool's live output between them. */
function streamedTurn(): readonly SessionEvent[] {
  const id = messageId('msg_live');
  const info = assistant(id, Number.MAX_SAFE_INTEGER);
  const start: readonly SessionEvent[] = [
    { rootId: root, kind: 'statusChanged', sessionId: session, status: { kind: 'busy' } },
    { rootId: root, kind: 'messageChanged', info },
    { rootId: root, kind: 'partChanged', part: textPart(id, 'prt_text') },
  ];
  const stream = Array.from({ length: eventsPerRound }, (_, index) =>
    index % 10 === 9 ? toolOutput(id, index) : delta(id),
  );
  return [...start, ...stream];
}

function delta(id: MessageId): SessionEvent {
  const text = 'a few words ';
  const part = partId('prt_text');
  return {
    rootId: root,
    kind: 'textAppended',
    sessionId: session,
    messageId: id,
    partId: part,
    text,
  };
}

function toolOutput(id: MessageId, index: number): SessionEvent {
  const state = {
    kind: 'running' as const,
    input: { command: 'npm test' },
    metadata: { output: `line ${index}\n` },
    startedAt: 0,
  };
  const base = { id: partId('prt_tool'), messageId: id, sessionId: session };
  return {
    rootId: root,
    kind: 'partChanged',
    part: { ...base, kind: 'tool', callId: 'call', tool: 'bash', state },
  };
}

function message(index: number): Message {
  const id = messageId(`msg_${String(index).padStart(8, '0')}`);
  return index % 2 === 0
    ? {
        role: 'user',
        id,
        sessionId: session,
        createdAt: index,
        parts: [textPart(id, `prt_${index}`)],
      }
    : { ...assistant(id, index), parts: [textPart(id, `prt_${index}`)] };
}

function assistant(id: MessageId, createdAt: number): AssistantMessage {
  const usage = { input: 1, output: 1, reasoning: 0, cacheRead: 0, cacheWrite: 0 };
  const base = { role: 'assistant' as const, id, sessionId: session, createdAt, parts: [] };
  return { ...base, usage, cost: 0, isSummary: false };
}

function textPart(message: MessageId, id: string): Part {
  const text = 'Some text of an ordinary length, as models write it.';
  const base = { id: partId(id), messageId: message, sessionId: session };
  return { ...base, kind: 'text', text, isSynthetic: false };
}
