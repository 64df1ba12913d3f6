import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { AppError } from '../../../src/base/errors.ts';
import type { SessionEvent, StreamEvent } from '../../../src/model/event.ts';
import { messageId, partId, requestId, sessionId } from '../../../src/model/ids.ts';
import type { PendingRequest } from '../../../src/model/request.ts';
import { reduce } from '../../../src/session/reducer.ts';
import { emptyState, type RootState, type State } from '../../../src/session/state.ts';
import {
  aSession,
  assistantMessage,
  permission,
  root,
  textPart,
  userMessage,
} from '../../support/fixtures.ts';
import { MemoryTruth } from '../../support/memoryTruth.ts';

const number = fc.integer({ min: 1, max: 3 });
const session = number.map((n) => `s${n}`);
const message = fc
  .record({ session, n: number, isUser: fc.boolean() })
  .map(({ session, n, isUser }) =>
    isUser
      ? userMessage(`${session}-u${n}`, session, { createdAt: n * 2 })
      : assistantMessage(`${session}-a${n}`, session, { createdAt: n * 2 + 1 }),
  );
/** Like OpenCode's, a text is stored empty while it is written and whole when it ends. */
const part = fc
  .record({ message, n: number, text: fc.string() })
  .map(({ message, n, text }) =>
    textPart(`${message.id}-p${n}`, message, n === 1 ? {} : { text, endedAt: 1 }),
  );
const status = fc.constantFrom<'idle' | 'busy'>('idle', 'busy');

/** What a server says of lasting things: everything but the text that is being written. */
const lasting: fc.Arbitrary<StreamEvent> = fc.oneof(
  fc.record({ session, n: number }).map(({ session, n }) => ({
    kind: 'sessionChanged' as const,
    session: aSession(session, { updatedAt: n }),
  })),
  fc.record({ session, status }).map(({ session, status }) => ({
    kind: 'statusChanged' as const,
    sessionId: sessionId(session),
    status: { kind: status },
  })),
  message.map((info) => ({ kind: 'messageChanged' as const, info })),
  message.map(({ id, sessionId }) => ({
    kind: 'messageRemoved' as const,
    sessionId,
    messageId: id,
  })),
  part.map((part) => ({ kind: 'partChanged' as const, part })),
  part.map(({ id, sessionId, messageId }) => ({
    kind: 'partRemoved' as const,
    sessionId,
    messageId,
    partId: id,
  })),
  fc.record({ session, n: number }).map(({ session, n }) => ({
    kind: 'requestAsked' as const,
    request: permission(`${session}-r${n}`, session),
  })),
  fc.record({ session, n: number }).map(({ session, n }) => ({
    kind: 'requestClosed' as const,
    sessionId: sessionId(session),
    requestId: requestId(`${session}-r${n}`),
  })),
);

const anything: fc.Arbitrary<SessionEvent> = fc
  .oneof(
    { weight: 6, arbitrary: lasting },
    session.map((id) => ({ kind: 'sessionRemoved' as const, sessionId: sessionId(id) })),
    part.map((part) => ({
      kind: 'textAppended' as const,
      sessionId: part.sessionId,
      messageId: part.messageId,
      partId: part.id,
      text: 'more',
    })),
    session.map((id) => ({
      kind: 'turnFailed' as const,
      sessionId: sessionId(id),
      error: { name: 'APIError', message: 'No' },
    })),
    session.map((id) => ({ kind: 'todosChanged' as const, sessionId: sessionId(id), todos: [] })),
    session.map((id) => ({ kind: 'transcriptClosed' as const, sessionId: sessionId(id) })),
    fc
      .record({ message, position: fc.constantFrom<'newest' | 'older'>('newest', 'older') })
      .map(({ message, position }) => ({
        kind: 'transcriptLoaded' as const,
        sessionId: message.sessionId,
        page: { messages: [message] },
        position,
      })),
    fc.record({ session, n: number }).map(({ session, n }) => ({
      kind: 'promptQueued' as const,
      prompt: {
        id: messageId(`q${n}`),
        target: { kind: 'session' as const, sessionId: sessionId(session) },
        text: 'hi',
        queuedAt: n,
        state: { kind: 'queued' as const },
      },
    })),
    fc.record({ message, n: number }).map(({ message, n }) => ({
      kind: 'promptSending' as const,
      promptId: messageId(`q${n}`),
      sessionId: message.sessionId,
      messageId: message.id,
    })),
    number.map((n) => ({ kind: 'promptSent' as const, promptId: messageId(`q${n}`) })),
    number.map((n) => ({ kind: 'promptOverdue' as const, promptId: messageId(`q${n}`) })),
    session.map((id) => ({
      kind: 'draftBound' as const,
      draftId: 'd1',
      sessionId: sessionId(id),
    })),
    number.map((n) => ({
      kind: 'promptFailed' as const,
      promptId: messageId(`q${n}`),
      error: new AppError('http-status', 'No'),
    })),
    fc.constant({ kind: 'serverChanged' as const, state: { kind: 'stopped' as const } }),
    fc.constant({ kind: 'compacted' as const, sessionId: sessionId('s1') }),
    fc.constantFrom({ kind: 'rootAdded' as const, name: 'repo' }, { kind: 'rootRemoved' as const }),
  )
  .map((event) => ({ ...event, rootId: root }));

const added: SessionEvent = { kind: 'rootAdded', rootId: root, name: 'repo' };
const ids = ['s1', 's2', 's3'].map(sessionId);

function replay(state: State, events: readonly StreamEvent[]): State {
  return events.reduce((before, event) => reduce(before, { ...event, rootId: root }), state);
}

function withEverythingOpen(state: State): State {
  return ids.reduce(
    (before, id) =>
      reduce(before, {
        kind: 'transcriptLoaded',
        rootId: root,
        sessionId: id,
        page: { messages: [] },
        position: 'newest',
      }),
    state,
  );
}

function snapshotOf(truth: MemoryTruth): SessionEvent {
  const transcripts = new Map(ids.map((id) => [id, truth.page(id, { limit: 100 })]));
  const { sessions, statuses, requests } = truth;
  return {
    kind: 'snapshotLoaded',
    rootId: root,
    snapshot: {
      sessions: [...sessions.values()],
      statuses: new Map(statuses),
      requests: [...requests.values()],
      transcripts,
    },
  };
}

/** A server tells of a message before it tells of the message's parts. */
function inCausalOrder(events: readonly StreamEvent[]): readonly StreamEvent[] {
  const truth = new MemoryTruth();
  return events.filter((event) => {
    truth.apply(event);
    if (event.kind !== 'partChanged') return true;
    return truth.messages(event.part.sessionId).some(({ id }) => id === event.part.messageId);
  });
}

/** A server asks within a turn only, and in these an ask ends with its turn. */
function askingInTurns(events: readonly StreamEvent[]): readonly StreamEvent[] {
  const truth = new MemoryTruth();
  return events.flatMap((event): readonly StreamEvent[] => {
    truth.apply(event);
    if (event.kind === 'requestAsked') {
      return truth.statuses.get(event.request.sessionId)?.kind === 'busy' ? [event] : [];
    }
    if (event.kind !== 'statusChanged' || event.status.kind !== 'idle') return [event];
    const left = [...truth.requests.values()].filter(
      (request) => request.sessionId === event.sessionId,
    );
    return [...left.map(closed), event];
  });
}

function closed({ id, sessionId }: PendingRequest): StreamEvent {
  return { kind: 'requestClosed', sessionId, requestId: id };
}

function plain(state: State) {
  const found = state.roots.get(root);
  assert.ok(found);
  const { sessions, statuses, requests, transcripts } = found;
  const messages = ids.map((id) => [...(transcripts.get(id)?.messages ?? [])]);
  return { sessions, statuses, requests, messages };
}

function assertConnected(state: RootState): void {
  const isKnown = (id: string) => state.sessions.has(sessionId(id));
  assert.ok([...state.todos.keys()].every(isKnown), 'todos of a session that is not there');
  assert.ok([...state.errors.keys()].every(isKnown), 'an error of a session that is not there');
  for (const [id, { messages }] of state.transcripts) {
    for (const message of messages) {
      assert.equal(message.sessionId, id);
      for (const part of message.parts) assert.equal(part.messageId, message.id);
    }
  }
}

function mentions(state: RootState, id: string): boolean {
  const session = sessionId(id);
  const maps = [state.sessions, state.statuses, state.transcripts, state.todos, state.errors];
  return (
    maps.some((map) => map.has(session)) ||
    [...state.requests.values()].some((request) => request.sessionId === session) ||
    state.outbox.some(({ target }) => target.kind === 'session' && target.sessionId === session)
  );
}

const turns = fc.array(lasting, { maxLength: 40 }).map(askingInTurns);

describe('reduce', () => {
  it('comes to the same state from any snapshot and the events after it', () => {
    fc.assert(
      fc.property(turns, fc.nat(), fc.nat(), (events, lost, cut) => {
        const start = withEverythingOpen(reduce(emptyState, added));
        const end = cut % (events.length + 1);
        const begin = lost % (end + 1);
        const truth = new MemoryTruth();
        for (const event of events.slice(0, end)) truth.apply(event);
        const before = replay(start, events.slice(0, begin));
        const resumed = replay(reduce(before, snapshotOf(truth)), events.slice(end));
        assert.deepEqual(plain(resumed), plain(replay(start, events)));
      }),
    );
  });

  it('comes to the same state when the snapshot has some of the events already', () => {
    fc.assert(
      fc.property(
        fc.array(lasting, { maxLength: 40 }).map(inCausalOrder),
        fc.nat(),
        fc.nat(),
        (events, first, cut) => {
          const start = withEverythingOpen(reduce(emptyState, added));
          const end = cut % (events.length + 1);
          const begin = first % (end + 1);
          const truth = new MemoryTruth();
          for (const event of events.slice(0, end)) truth.apply(event);
          const resumed = replay(reduce(start, snapshotOf(truth)), events.slice(begin));
          assert.deepEqual(idsIn(resumed), idsIn(replay(start, events)));
        },
      ),
    );
  });

  it('survives anything in any order, and leaves nothing that points nowhere', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 60 }), (events) => {
        let state = reduce(emptyState, added);
        for (const event of events) {
          state = reduce(state, event);
          const found = state.roots.get(root);
          if (found) assertConnected(found);
          if (found && event.kind === 'sessionRemoved') {
            assert.ok(!mentions(found, event.sessionId));
          }
        }
      }),
    );
  });

  it('never changes the state it was given', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 30 }), anything, (events, last) => {
        const state = [added, ...events].reduce(reduce, emptyState);
        const copy = structuredClone(withoutLists(state));
        reduce(state, last);
        assert.deepEqual(withoutLists(state), copy);
      }),
    );
  });
});

function withoutLists(state: State) {
  return [...state.roots.values()].map((found) => ({
    ...found,
    outbox: found.outbox.map(({ id, state }) => [id, state.kind]),
    transcripts: [...found.transcripts].map(([id, { messages }]) => [id, [...messages]]),
  }));
}

function idsIn(state: State) {
  const { sessions, messages } = plain(state);
  return {
    sessions: [...sessions.keys()].sort(),
    messages: messages.map((list) =>
      list.map(({ id, parts }) => [id, parts.map((part) => partId(part.id)).sort()]),
    ),
  };
}
