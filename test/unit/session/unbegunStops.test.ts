import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import { activityOf } from '../../../src/session/selectors.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const busy = statusChanged(s1.id, 'busy');
const idle = statusChanged(s1.id, 'idle');

describe('stopping a session whose turn has not begun', () => {
  let world: SessionWorld;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session: s1 });
    await world.sessions.ensureRoot(root);
    await settled();
  });

  afterEach(() => {
    world.dispose();
    assert.deepEqual([world.clock.waiting, world.store.listenerCount], [0, 0]);
  });

  const target = { kind: 'session', sessionId: s1.id } as const;
  const prompt = (text = 'Do it') => world.sessions.prompt({ rootId: root, target, text });

  /** Whether it is over, and how often the server was asked. */
  function stop(): () => Promise<readonly [boolean, number]> {
    let isOver = false;
    void world.sessions.stopSession(root, s1.id).then(() => (isOver = true));
    return async () => {
      await settled();
      return [isOver, world.backend.aborted.length];
    };
  }

  /** The server keeps the prompt that it took last. */
  function stored(): StreamEvent {
    const id = world.backend.prompts.at(-1)?.id ?? 'none';
    return { kind: 'messageChanged', info: userMessage(id, 's1') };
  }

  it('asks again when it begins', async () => {
    await prompt();
    const stopped = stop();
    assert.deepEqual(await stopped(), [false, 1]);
    world.backend.emit(stored(), busy);
    assert.equal(activityOf(world.state, s1.id), 'stopping');
    assert.deepEqual(await stopped(), [true, 2]);
    assert.equal(world.state.statuses.size, 0);
  });

  it('asks again when it begins while the server is being asked', async () => {
    await prompt();
    const answer = world.backend.stall('abort');
    const stopped = stop();
    await settled();
    world.backend.emit(busy);
    assert.deepEqual(await stopped(), [false, 1]);
    answer();
    assert.deepEqual(await stopped(), [true, 2]);
  });

  it('asks again although the turn is over in one breath', async () => {
    await prompt();
    const stopped = stop();
    await stopped();
    world.backend.emit(busy, idle);
    assert.deepEqual(await stopped(), [true, 2]);
  });

  it('waits for a prompt that is still on its way to the server', async () => {
    const answer = world.backend.stall('prompt');
    const sent = prompt();
    await settled();
    const stopped = stop();
    assert.deepEqual(await stopped(), [false, 1]);
    answer();
    await sent;
    world.backend.emit(busy);
    assert.deepEqual(await stopped(), [true, 2]);
  });

  it('gives up after a while', async () => {
    await prompt();
    const stopped = stop();
    await world.clock.elapse(14_900);
    assert.deepEqual(await stopped(), [false, 1]);
    await world.clock.elapse(100);
    assert.deepEqual(await stopped(), [true, 1]);
    assert.equal(world.state.stopping.size, 0);
  });

  it('holds back what is given meanwhile', async () => {
    await prompt();
    const stopped = stop();
    await stopped();
    const sent = prompt('next');
    world.backend.emit(busy);
    await sent;
    assert.deepEqual(
      world.backend.prompts.map(({ text }) => text),
      ['Do it', 'next'],
    );
    assert.equal(world.backend.aborted.length, 2);
  });

  it('waits for what was given behind a turn and is not stored yet', async () => {
    world.backend.emit(busy);
    await prompt();
    const stopped = stop();
    assert.deepEqual(await stopped(), [false, 1]);
    world.backend.emit(stored(), busy);
    assert.deepEqual(await stopped(), [true, 2]);
  });

  it('does not wait for what ends with the turn that it was given behind', async () => {
    world.backend.emit(busy);
    await prompt();
    world.backend.emit(stored());
    assert.deepEqual(await stop()(), [true, 1]);
  });

  it('does not wait for what the server refused', async () => {
    world.backend.failNext('prompt', new AppError('http-status', 'Status 400.'));
    await assert.rejects(prompt());
    assert.deepEqual(await stop()(), [true, 1]);
  });

  it('does not wait when the turn has failed before it began', async () => {
    await prompt();
    const stopped = stop();
    await stopped();
    const error = { name: 'UnknownError', message: 'No such agent.' };
    world.backend.emit({ kind: 'turnFailed', sessionId: s1.id, error });
    assert.deepEqual(await stopped(), [true, 1]);
  });

  it('waits although the turn before it is told to be aborted', async () => {
    world.backend.emit(busy);
    await prompt();
    const error = { name: 'MessageAbortedError', message: 'Aborted' };
    world.backend.emit({ kind: 'turnFailed', sessionId: s1.id, error }, idle);
    const stopped = stop();
    assert.deepEqual(await stopped(), [false, 1]);
    world.backend.emit(busy);
    assert.deepEqual(await stopped(), [true, 2]);
  });

  it('ends with the server', async () => {
    await prompt();
    const stopped = stop();
    await stopped();
    await world.pool.stop(root);
    assert.deepEqual(await stopped(), [true, 1]);
  });
});
