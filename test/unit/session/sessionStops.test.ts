import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { SessionId } from '../../../src/model/ids.ts';
import { activityOf, stoppingOf } from '../../../src/session/selectors.ts';
import { aSession, permission, question, root } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const child = aSession('child', { parentId: s1.id });
const unreachable = new AppError('server-unreachable', 'The connection was reset.');

describe('stopping a session', () => {
  let world: SessionWorld;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) => {
      for (const session of [s1, child]) backend.change({ kind: 'sessionChanged', session });
    };
    await world.sessions.ensureRoot(root);
    await settled();
    world.backend.emit(statusChanged(s1.id, 'busy'), statusChanged(child.id, 'busy'));
  });

  afterEach(() => {
    world.dispose();
    assert.deepEqual([world.clock.waiting, world.store.listenerCount], [0, 0]);
  });

  const stop = () => world.sessions.stopSession(root, s1.id);
  const activities = () => [s1.id, child.id].map((id) => activityOf(world.state, id));

  /** The server takes it and never says so. */
  function swallowed(): void {
    world.backend.abort = (id: SessionId, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        world.backend.aborted.push(id);
        const reason = new AppError('cancelled', 'Given up.');
        signal?.addEventListener('abort', () => reject(reason), { once: true });
      });
  }

  function prompt(text = 'next') {
    const target = { kind: 'session', sessionId: s1.id } as const;
    return world.sessions.prompt({ rootId: root, target, text });
  }

  it('shows at once, for what works for it too', async () => {
    swallowed();
    void stop();
    assert.deepEqual(activities(), ['stopping', 'stopping']);
  });

  it('ends its turn, what works for it, and what they asked', async () => {
    world.backend.emit(
      { kind: 'requestAsked', request: permission('r1', 'child') },
      { kind: 'requestAsked', request: question('r2', 's1') },
    );
    await stop();
    assert.deepEqual(world.backend.aborted, [s1.id]);
    assert.deepEqual(activities(), ['idle', 'idle']);
    assert.deepEqual(world.backend.replies, [
      { id: 'r1', reply: 'reject' },
      { id: 'r2', reply: 'reject' },
    ]);
    assert.deepEqual([world.state.requests.size, world.state.stopping.size], [0, 0]);
  });

  it('takes what it asked out of sight at once, and back if the server refuses', async () => {
    const request = permission('r1', 'child');
    world.backend.emit({ kind: 'requestAsked', request });
    world.backend.failNext('abort');
    const stopped = stop();
    assert.deepEqual(world.broker.pending, []);
    await assert.rejects(stopped, { code: 'http-status' });
    assert.deepEqual(world.broker.pending, [request]);
    assert.deepEqual(activities(), ['waiting', 'waiting']);
    assert.deepEqual(world.backend.replies, []);
  });

  it('stops a sub-session alone', async () => {
    swallowed();
    void world.sessions.stopSession(root, child.id);
    assert.deepEqual(activities(), ['busy', 'stopping']);
  });

  it('asks the server once, however often it is pressed', async () => {
    swallowed();
    void stop();
    void stop();
    assert.deepEqual(world.backend.aborted, [s1.id]);
  });

  it('has not failed when only the answer was lost', async () => {
    const { backend } = world;
    backend.failNext('abort', unreachable);
    const stopped = stop();
    await settled();
    backend.emit(statusChanged(s1.id, 'idle'), statusChanged(child.id, 'idle'));
    await world.clock.elapse(250);
    await stopped;
    assert.equal(world.state.stopping.size, 0);
  });

  it('asks again when it may not have been heard', async () => {
    world.backend.failNext('abort', unreachable);
    const stopped = stop();
    await world.clock.elapse(250);
    await stopped;
    assert.equal(world.backend.callsOf('abort'), 2);
    assert.deepEqual(activities(), ['idle', 'idle']);
  });

  it('is late after five seconds, once, and may be over yet', async () => {
    swallowed();
    const stopped = stop();
    await world.clock.elapse(4_900);
    assert.equal(stoppingOf(world.state, child.id)?.isLate, false);
    await world.clock.elapse(100);
    await stopped;
    assert.equal(stoppingOf(world.state, child.id)?.isLate, true);
    assert.deepEqual(activities(), ['stopping', 'stopping']);
    world.backend.emit(statusChanged(s1.id, 'idle'));
    await settled();
    assert.deepEqual([activities()[0], world.state.stopping.size], ['idle', 1]);
    world.backend.emit(statusChanged(child.id, 'idle'));
    await settled();
    assert.equal(world.state.stopping.size, 0);
  });

  it('is not late when all is idle, though the server never answers', async () => {
    swallowed();
    const stopped = stop();
    world.backend.emit(statusChanged(s1.id, 'idle'), statusChanged(child.id, 'idle'));
    await settled();
    assert.deepEqual(activities(), ['idle', 'idle']);
    await world.clock.elapse(5_000);
    await stopped;
    assert.equal(world.state.stopping.size, 0);
  });

  it('can be asked for again when it is late', async () => {
    swallowed();
    void stop();
    await world.clock.elapse(5_000);
    void stop();
    assert.deepEqual(world.backend.aborted, [s1.id, s1.id]);
    assert.equal(stoppingOf(world.state, s1.id)?.isLate, false);
    await world.clock.elapse(5_000);
    assert.equal(stoppingOf(world.state, s1.id)?.isLate, true);
  });

  it('ends with the server', async () => {
    swallowed();
    const stopped = stop();
    await world.pool.stop(root);
    await stopped;
    await settled();
    assert.deepEqual([world.state.stopping.size, world.clock.waiting], [0, 0]);
  });

  it('ends with the session', async () => {
    swallowed();
    const stopped = stop();
    world.backend.emit({ kind: 'sessionRemoved', sessionId: s1.id });
    await stopped;
    assert.equal(world.state.stopping.size, 0);
  });

  it('is known by the next snapshot when the stream is lost', async () => {
    swallowed();
    void stop();
    world.backend.lose();
    world.backend.change(statusChanged(s1.id, 'idle'), statusChanged(child.id, 'idle'));
    world.backend.connect();
    await settled();
    assert.deepEqual(activities(), ['idle', 'idle']);
  });

  it('aborts a session whose status is not known', async () => {
    world.backend.emit(statusChanged(s1.id, 'idle'), statusChanged(child.id, 'idle'));
    await stop();
    assert.deepEqual(world.backend.aborted, [s1.id]);
  });

  it('starts no server', async () => {
    await world.pool.stop(root);
    await stop();
    assert.equal(world.pool.startCount, 1);
  });

  describe('and what is given to it meanwhile', () => {
    const states = () => world.state.outbox.map(({ state }) => state.kind);

    it('waits for the end of the turn and of all that the server does about it', async () => {
      const answer = world.backend.stall('abort');
      void stop();
      const sent = prompt();
      await settled();
      // All is idle by now, but the server is not done with the old turn.
      assert.deepEqual([activities(), states()], [['idle', 'idle'], ['queued']]);
      assert.equal(world.backend.prompts.length, 0);
      answer();
      await sent;
      assert.deepEqual(
        world.backend.prompts.map(({ text }) => text),
        ['next'],
      );
    });

    it('can be taken back', async () => {
      swallowed();
      void stop();
      const sent = assert.rejects(prompt(), { code: 'cancelled' });
      await settled();
      const [queued] = world.state.outbox;
      assert.ok(queued);
      assert.equal(world.sessions.withdrawPrompt(queued.id), 'next');
      await sent;
    });

    it('goes to a session that is not being stopped at once', async () => {
      swallowed();
      void stop();
      const target = { kind: 'draft', draftId: 'd1' } as const;
      await world.sessions.prompt({ rootId: root, target, text: 'other' });
      assert.equal(world.backend.prompts.length, 1);
    });

    it('goes on when the server refuses to stop', async () => {
      world.backend.failNext('abort');
      const stopped = assert.rejects(stop());
      const sent = prompt();
      await stopped;
      await sent;
      assert.equal(world.backend.prompts.length, 1);
    });

    it('goes to the server that is started instead', async () => {
      swallowed();
      void stop();
      const sent = prompt();
      await world.clock.elapse(5_000);
      assert.deepEqual(states(), ['queued']);
      await world.sessions.restart(root);
      await sent;
      assert.equal(world.backends.length, 2);
      assert.deepEqual(
        world.backend.prompts.map(({ text }) => text),
        ['next'],
      );
    });

    it('is in order', async () => {
      const answer = world.backend.stall('abort');
      void stop();
      const sent = [prompt('one'), prompt('two')];
      await settled();
      answer();
      await Promise.all(sent);
      assert.deepEqual(
        world.backend.prompts.map(({ text }) => text),
        ['one', 'two'],
      );
    });
  });
});
