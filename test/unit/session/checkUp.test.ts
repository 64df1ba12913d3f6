import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import { aSession, assistantMessage, permission, root, textPart } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const ask: StreamEvent = { kind: 'requestAsked', request: permission('r1', 's1') };
const todos = [{ text: 'One', status: 'pending', priority: 'low' } as const];
const planned: StreamEvent = { kind: 'todosChanged', sessionId: s1.id, todos };
const busy = statusChanged(s1.id, 'busy');
const idle = statusChanged(s1.id, 'idle');
const renamed: StreamEvent = { kind: 'sessionChanged', session: { ...s1, title: 'Named' } };

describe('a stream that leaves something out', () => {
  let world: SessionWorld;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session: s1 });
    await world.sessions.ensureRoot(root);
    world.sessions.openTranscript(root, s1.id);
    await settled();
  });

  afterEach(() => {
    world.dispose();
    assert.equal(world.clock.waiting, 0);
  });

  /** Calls that only look, and calls of whole snapshots. */
  const looks = () => [
    world.backend.callsOf('listStatuses') - world.backend.callsOf('listSessions'),
    world.backend.callsOf('listSessions'),
  ];

  it('is found out when a turn has ended unheard', async () => {
    world.backend.emit(busy);
    world.backend.change(idle);
    await world.clock.elapse(5_000);
    assert.equal(world.state.statuses.size, 0);
    assert.equal(world.warnings.length, 1);
  });

  it('is found out when a request was asked unheard, even in a turn that began unheard', async () => {
    world.backend.change(busy, ask);
    world.backend.emit(renamed);
    await world.clock.elapse(5_000);
    assert.deepEqual(
      world.broker.pending.map(({ id }) => id),
      ['r1'],
    );
  });

  it('is found out when a request was answered unheard', async () => {
    world.backend.emit(busy, ask);
    world.backend.change({ kind: 'requestClosed', sessionId: s1.id, requestId: ask.request.id });
    await world.clock.elapse(5_000);
    assert.deepEqual(world.broker.pending, []);
  });

  it('is found out when a plan was changed unheard', async () => {
    world.backend.emit(busy);
    world.backend.change(planned, idle);
    world.backend.emit(idle);
    await world.clock.elapse(5_000);
    assert.deepEqual(world.state.todos.get(s1.id), todos);
  });

  it('is not looked for while it tells something', async () => {
    world.backend.emit(busy);
    for (let count = 0; count < 5; count++) {
      await world.clock.elapse(4_000);
      world.backend.emit(renamed);
    }
    assert.deepEqual(looks(), [0, 1]);
  });

  it('is looked for once when all is over, and again only while a turn goes on', async () => {
    world.backend.emit(busy);
    await world.clock.elapse(16_000);
    assert.deepEqual(looks(), [3, 1]);
    world.backend.emit(idle);
    await world.clock.elapse(60_000);
    assert.deepEqual(looks(), [4, 1]);
    assert.equal(world.clock.waiting, 0, 'nothing is going on');
  });

  it('is looked for in a turn that was found at the start', async () => {
    world.backend.lose();
    world.backend.change(busy);
    world.backend.connect();
    await settled();
    world.backend.change(idle);
    await world.clock.elapse(5_000);
    assert.equal(world.state.statuses.size, 0);
  });

  it('is not assumed when the server only goes on calling a session busy', async () => {
    world.backend.emit(busy, idle);
    world.backend.change(busy);
    await world.clock.elapse(20_000);
    assert.deepEqual(looks(), [1, 1]);
    assert.equal(world.state.statuses.size, 0);
  });

  it('is not assumed when something is told while it is looked for', async () => {
    world.backend.emit(busy);
    const arrive = world.backend.stall('listStatuses');
    await world.clock.elapse(5_000);
    world.backend.emit(ask);
    arrive();
    await settled();
    assert.deepEqual(looks(), [1, 1]);
  });

  it('does no harm when it cannot be looked for', async () => {
    world.backend.emit(busy);
    world.backend.failNext('listStatuses', new AppError('server-unreachable', 'No.'));
    await world.clock.elapse(5_000);
    assert.equal(world.state.server.kind, 'ready');
    await world.clock.elapse(5_000);
    assert.deepEqual(looks(), [2, 1]);
  });

  it('is not looked for while a snapshot is fetched, however long that takes, but after it', async () => {
    const arrive = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    world.backend.emit(busy, ask);
    await world.clock.elapse(21_000);
    assert.deepEqual(looks(), [0, 2]);
    arrive();
    await settled();
    assert.deepEqual([...world.state.requests.keys()], ['r1']);
    world.backend.change({ kind: 'requestClosed', sessionId: s1.id, requestId: ask.request.id });
    await world.clock.elapse(5_000);
    assert.deepEqual(world.broker.pending, []);
  });

  it('may have left out some of a text', async () => {
    const answer = assistantMessage('m1', 's1');
    const part = textPart('p1', answer);
    const write = (text: string): StreamEvent => {
      return {
        kind: 'textAppended',
        sessionId: s1.id,
        messageId: answer.id,
        partId: part.id,
        text,
      };
    };
    world.backend.emit(busy, { kind: 'messageChanged', info: answer });
    world.backend.emit({ kind: 'partChanged', part }, write('Hel'));
    world.backend.change(ask);
    await world.clock.elapse(5_000);
    world.backend.emit(write('lo'));
    const [shown] = world.state.transcripts.get(s1.id)?.messages.get(answer.id)?.parts ?? [];
    assert.ok(shown?.kind === 'text');
    assert.deepEqual([shown.text, shown.gaps], ['Hello', [3]]);
  });
});
