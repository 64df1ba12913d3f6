import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import { sessionId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import {
  aSession,
  assistantMessage,
  permission,
  root,
  textPart,
  toolPart,
  userMessage,
} from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const s2 = aSession('s2');
const ask = permission('r1', 's1');
const unreachable = new AppError('server-unreachable', 'No answer.');
const messages = [1, 2, 3, 4].map((n) =>
  assistantMessage(`m${n}`, 's1', { createdAt: n, parts: [] }),
);

function told(message: Message): StreamEvent {
  const { parts: _, ...info } = message;
  return { kind: 'messageChanged', info };
}

describe('RootSync, when things cross', () => {
  let world: SessionWorld;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) =>
      backend.change(
        { kind: 'sessionChanged', session: s1 },
        { kind: 'sessionChanged', session: s2 },
        ...messages.map(told),
      );
    await world.sessions.ensureRoot(root);
    await settled();
  });

  afterEach(() => world.dispose());

  /** A snapshot that has been read and is on its way; returns what lets it arrive. */
  async function snapshotOnItsWay(): Promise<() => Promise<void>> {
    const arrive = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    return async () => {
      arrive();
      await settled();
    };
  }

  async function open(): Promise<void> {
    world.sessions.openTranscript(root, s1.id);
    await settled();
  }

  const shown = () => [...(world.state.transcripts.get(s1.id)?.messages ?? [])];

  describe('an answered request', () => {
    let asked: string[];

    beforeEach(async () => {
      world.backend.emit(statusChanged(s1.id, 'busy'), { kind: 'requestAsked', request: ask });
      await settled();
      asked = [];
      world.broker.onDidAsk(({ id }) => asked.push(id));
    });

    it('does not come back with a list that was read before the answer', async () => {
      const arrive = await snapshotOnItsWay();
      const catchUp = world.backend.lag();
      assert.equal(await world.broker.answerPermission(ask.id, 'once'), 'answered');
      await arrive();
      assert.deepEqual([world.broker.pending, asked], [[], []]);
      catchUp();
      await settled();
      assert.deepEqual([world.broker.pending, asked], [[], []]);
    });

    it('does not come back with an event that was late', async () => {
      await world.broker.answerPermission(ask.id, 'once');
      world.backend.emit({ kind: 'requestAsked', request: ask });
      await settled();
      assert.deepEqual([world.broker.pending, asked], [[], []]);
    });

    it('still waits when its answer was lost, and is seen again after the loss', async () => {
      world.backend.failNext('replyPermission', unreachable);
      await assert.rejects(world.broker.answerPermission(ask.id, 'once'), unreachable);
      world.backend.lose();
      world.backend.connect();
      await settled();
      assert.deepEqual(world.broker.pending, [ask]);
    });
  });

  it('a request that came and went while nobody listened is not shown', async () => {
    world.backend.emit(statusChanged(s1.id, 'busy'), { kind: 'requestAsked', request: ask });
    world.backend.lose();
    world.backend.change({ kind: 'requestClosed', sessionId: s1.id, requestId: ask.id });
    world.backend.connect();
    await settled();
    assert.deepEqual(world.broker.pending, []);
  });

  it('a request of a sub-session that began while nobody listened is shown at its parent', async () => {
    world.backend.lose();
    const child = aSession('child', { parentId: s1.id });
    world.backend.change(
      { kind: 'sessionChanged', session: child },
      statusChanged(s1.id, 'busy'),
      statusChanged(child.id, 'busy'),
      { kind: 'requestAsked', request: permission('r9', 'child') },
    );
    world.backend.connect();
    await settled();
    assert.deepEqual(
      world.broker.pending.map(({ id }) => id),
      ['r9'],
    );
  });

  it('a session that was deleted does not come back with a list or an event that was late', async () => {
    const arrive = await snapshotOnItsWay();
    const catchUp = world.backend.lag();
    world.backend.emit({ kind: 'sessionChanged', session: { ...s2, title: 'Late' } });
    await world.sessions.remove(root, s2.id);
    await arrive();
    assert.ok(!world.state.sessions.has(s2.id));
    catchUp();
    assert.ok(!world.state.sessions.has(s2.id));
  });

  it('a session that was begun does not go with a list that was read before', async () => {
    const arrive = await snapshotOnItsWay();
    world.backend.lag();
    const target = { kind: 'draft', draftId: 'd1' } as const;
    const id = await world.sessions.prompt({ rootId: root, target, text: 'hi' });
    assert.ok(world.state.sessions.has(id));
    await arrive();
    assert.ok(world.state.sessions.has(id));
  });

  it('a session that was begun is not overwritten by the answer that made it', async () => {
    const arrive = await snapshotOnItsWay();
    const target = { kind: 'draft', draftId: 'd1' } as const;
    world.backend.pace = {
      read: () => Promise.resolve(),
      arrive: async () => {
        const made = world.backend.truth.sessions.get(sessionId('new-1'));
        if (made)
          world.backend.emit({ kind: 'sessionChanged', session: { ...made, title: 'Named' } });
      },
    };
    const id = await world.sessions.prompt({ rootId: root, target, text: 'hi' });
    await arrive();
    assert.equal(world.state.sessions.get(id)?.title, 'Named');
  });

  it('a session that others deleted before we hear that it was made is not shown', async () => {
    world.backend.pace = {
      read: () => Promise.resolve(),
      arrive: async () =>
        world.backend.emit({ kind: 'sessionRemoved', sessionId: sessionId('new-1') }),
    };
    const target = { kind: 'draft', draftId: 'd1' } as const;
    await world.sessions.prompt({ rootId: root, target, text: 'hi' }).catch(() => undefined);
    assert.deepEqual([...world.state.sessions.keys()], [s1.id, s2.id]);
  });

  it('an archived session stays what it is', async () => {
    world.backend.lose();
    world.backend.change({ kind: 'sessionChanged', session: { ...s1, archivedAt: 5 } });
    world.backend.connect();
    await settled();
    assert.equal(world.state.sessions.get(s1.id)?.archivedAt, 5);
  });

  it('a session that is open and too old to be listed stays', async () => {
    await open();
    const { truth } = world.backend;
    truth.sessions.delete(s2.id);
    const listed = [...truth.sessions];
    world.backend.listSessions = async () => [];
    world.backend.connect();
    await settled();
    assert.deepEqual([...world.state.sessions.keys()], [s1.id]);
    assert.equal(listed.length, 1);
  });

  describe('what is over', () => {
    const [answer] = messages;
    assert.ok(answer);
    const place = { id: answer.id, sessionId: s1.id };
    const running = { kind: 'running', input: {}, metadata: {}, startedAt: 1 } as const;
    const done = { ...running, kind: 'completed', output: 'x', title: '', endedAt: 2 } as const;
    const pairs: readonly (readonly [string, StreamEvent, StreamEvent])[] = [
      [
        'a text',
        { kind: 'partChanged', part: textPart('p1', place) },
        { kind: 'partChanged', part: textPart('p1', place, { text: 'Hi', endedAt: 1 }) },
      ],
      [
        'a tool',
        { kind: 'partChanged', part: toolPart('p1', place, running) },
        { kind: 'partChanged', part: toolPart('p1', place, done) },
      ],
      ['an answer', told(answer), told({ ...answer, completedAt: 5 })],
    ];
    for (const [name, begun, over] of pairs) {
      it(`does not begin again with an event that was late: ${name}`, async () => {
        world.backend.change(begun, over);
        await open();
        const whole = shown()[0];
        world.backend.emit(begun);
        assert.deepEqual(shown()[0], whole);
      });
    }
  });

  it('what a session was at is forgotten where nobody fetches what it is at', async () => {
    const todos = [{ text: 'One', status: 'pending', priority: 'low' } as const];
    world.backend.emit({ kind: 'todosChanged', sessionId: s1.id, todos });
    await open();
    world.backend.emit({ kind: 'todosChanged', sessionId: s2.id, todos });
    world.backend.lose();
    world.backend.change({ kind: 'todosChanged', sessionId: s1.id, todos: [] });
    world.backend.change({ kind: 'todosChanged', sessionId: s2.id, todos: [] });
    world.backend.connect();
    await settled();
    assert.deepEqual([...world.state.todos], [[s1.id, []]]);
  });

  it('an error goes with the turn that followed it unheard', async () => {
    await open();
    const failed: StreamEvent = {
      kind: 'turnFailed',
      sessionId: s1.id,
      error: { name: 'APIError', message: 'No' },
    };
    world.backend.emit(failed);
    world.backend.lose();
    world.backend.connect();
    await settled();
    assert.equal(world.state.errors.size, 1);
    world.backend.lose();
    world.backend.change(told(userMessage('m5', 's1', { createdAt: 5 })));
    world.backend.connect();
    await settled();
    assert.equal(world.state.errors.size, 0);
  });

  it('what was read at first stays, and says that it reconnects, when it cannot be read again', async () => {
    world.backend.emit(statusChanged(s1.id, 'busy'), { kind: 'requestAsked', request: ask });
    for (let count = 0; count < 6; count++) world.backend.failNext('listStatuses', unreachable);
    world.backend.lose();
    world.backend.connect();
    await world.clock.elapse(6_000);
    assert.equal(world.state.server.kind, 'reconnecting');
    assert.deepEqual([...world.state.requests.keys()], ['r1']);
    await world.clock.elapse(20_000);
    assert.equal(world.state.server.kind, 'ready');
  });

  it('does not believe a pool that says that it runs while nothing is heard of it', async () => {
    world.backend.lose();
    const hurries = world.backend.hurries;
    const { server } = world.state;
    assert.ok(server.kind === 'reconnecting');
    const { version, origin, startedBy } = server;
    world.pool.set(root, { kind: 'ready', version, origin, startedBy });
    assert.equal(world.state.server.kind, 'reconnecting');
    assert.ok(world.backend.hurries > hurries);
    world.backend.connect();
    await settled();
    assert.equal(world.state.server.kind, 'ready');
  });

  it('is tried at once when somebody asks', async () => {
    world.backend.lose();
    await world.sessions.refresh(root);
    await world.sessions.ensureRoot(root);
    assert.equal(world.backend.hurries, 2);
  });
});
