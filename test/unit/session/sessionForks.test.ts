import assert from 'node:assert/strict';
import { messageId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import { SessionForks } from '../../../src/session/sessionForks.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld } from '../../support/sessionWorld.ts';

const session = aSession('s1');
const messages = ['m1', 'm2', 'm3'].map((id, index) => userMessage(id, 's1', { createdAt: index }));

describe('a fork of a session', () => {
  let world: SessionWorld;
  let forks: SessionForks;
  beforeEach(() => {
    world = new SessionWorld();
    forks = new SessionForks(world);
    world.onStart = (backend) => {
      backend.change({ kind: 'sessionChanged', session });
      for (const { parts: _parts, ...info } of messages)
        backend.change({ kind: 'messageChanged', info });
    };
  });
  afterEach(() => world.dispose());

  const copied = (list: readonly Message[]) => list.map(({ id }) => id.replace(/^.*-/, ''));

  it('is known at once, also when the stream tells of it late', async () => {
    await world.sessions.ensureRoot(root);
    world.backend.lag();
    const fork = await forks.fork(root, session.id);
    assert.equal(world.state.sessions.get(fork.id)?.title, session.title);
    assert.deepEqual(copied(world.backend.truth.messages(fork.id)), ['m1', 'm2', 'm3']);
  });

  it('ends before the message that was named', async () => {
    const fork = await forks.fork(root, session.id, messageId('m3'));
    assert.deepEqual(copied(world.backend.truth.messages(fork.id)), ['m1', 'm2']);
  });

  it('leaves out what has been taken back', async () => {
    await world.sessions.ensureRoot(root);
    world.backend.emit({ kind: 'sessionChanged', session: { ...session, revertedFrom: 'm2' } });
    const fork = await forks.fork(root, session.id);
    assert.deepEqual(copied(world.backend.truth.messages(fork.id)), ['m1']);
  });
});
