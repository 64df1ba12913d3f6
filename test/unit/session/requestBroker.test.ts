import assert from 'node:assert/strict';
import type { PendingRequest } from '../../../src/model/request.ts';
import { aSession, permission, question, root } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const ask = permission('r1', 's1');
const choice = question('r2', 's1');

describe('RequestBroker', () => {
  let world: SessionWorld;
  let asked: PendingRequest[];
  let closed: PendingRequest[];

  beforeEach(async () => {
    world = new SessionWorld();
    asked = [];
    closed = [];
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session: s1 });
    world.broker.onDidAsk((request) => asked.push(request));
    world.broker.onDidClose((request) => closed.push(request));
    await world.sessions.ensureRoot(root);
    world.backend.emit(statusChanged(s1.id, 'busy'), { kind: 'requestAsked', request: ask });
    await settled();
  });

  afterEach(() => world.dispose());

  it('tells of each request once', async () => {
    world.backend.emit({ kind: 'requestAsked', request: choice });
    await settled();
    world.backend.connect();
    await settled();
    assert.deepEqual(asked, [ask, choice]);
    assert.deepEqual(world.broker.pending, [ask, choice]);
    assert.deepEqual(closed, []);
  });

  it('sends one answer when two doors answer at once', async () => {
    const arrive = world.backend.stall('replyPermission');
    const first = world.broker.answerPermission(ask.id, 'once');
    assert.equal(world.broker.isAnswering(ask.id), true);
    const second = await world.broker.answerPermission(ask.id, 'always');
    arrive();
    assert.deepEqual([await first, second], ['answered', 'gone']);
    assert.deepEqual(world.backend.replies, [{ id: 'r1', reply: 'once' }]);
    assert.equal(world.broker.isAnswering(ask.id), false);
    await settled();
    assert.deepEqual(closed, [ask]);
  });

  it('sends nothing for a click that comes late', async () => {
    await world.broker.answerPermission(ask.id, 'once');
    assert.equal(await world.broker.answerPermission(ask.id, 'always'), 'gone');
    world.backend.emit({ kind: 'requestAsked', request: permission('r3', 's1') });
    world.backend.emit(statusChanged(s1.id, 'idle'));
    assert.equal(await world.broker.answerPermission(permission('r3', 's1').id, 'once'), 'gone');
    assert.equal(world.backend.callsOf('replyPermission'), 1);
  });

  it('leaves a request open when the answer does not arrive', async () => {
    world.backend.failNext('replyPermission', new TypeError('socket closed'));
    await assert.rejects(world.broker.answerPermission(ask.id, 'once'), {
      name: 'AppError',
      code: 'unexpected',
    });
    assert.deepEqual(world.broker.pending, [ask]);
    assert.deepEqual(closed, []);
    assert.equal(await world.broker.answerPermission(ask.id, 'reject'), 'answered');
  });

  it('withdraws what somebody else answered, and what belongs to a stopped turn', async () => {
    world.backend.emit({ kind: 'requestClosed', sessionId: s1.id, requestId: ask.id });
    await settled();
    assert.deepEqual(closed, [ask]);
    world.backend.emit({ kind: 'requestAsked', request: choice });
    await settled();
    world.backend.emit(statusChanged(s1.id, 'idle'));
    await settled();
    assert.deepEqual(closed, [ask, choice]);
  });

  it('drops a request that the server no longer knows', async () => {
    world.backend.truth.requests.clear();
    assert.equal(await world.broker.answerPermission(ask.id, 'once'), 'gone');
    assert.deepEqual(world.broker.pending, []);
  });

  it('answers and rejects questions, and takes no answer of the wrong kind', async () => {
    world.backend.emit({ kind: 'requestAsked', request: choice });
    assert.equal(await world.broker.answerQuestion(ask.id, [['This']]), 'gone');
    assert.equal(await world.broker.rejectQuestion(ask.id), 'gone');
    assert.equal(await world.broker.answerPermission(choice.id, 'always'), 'gone');
    assert.equal(await world.broker.answerQuestion(choice.id, [['This']]), 'answered');
    const next = question('r3', 's1');
    world.backend.emit({ kind: 'requestAsked', request: next });
    assert.equal(await world.broker.rejectQuestion(next.id), 'answered');
    assert.deepEqual(
      world.backend.replies.map(({ reply }) => reply),
      ['This', 'reject'],
    );
  });

  it('answers nothing by silence: not by disposal, a lost stream or the end of the server', async () => {
    world.backend.lose();
    world.broker.dispose();
    await world.pool.stop(root);
    await settled();
    assert.deepEqual(world.backend.replies, []);
    assert.equal(await world.broker.answerPermission(ask.id, 'once'), 'gone');
  });
});
