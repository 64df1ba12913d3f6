import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { sessionId } from '../../../src/model/ids.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const recent = aSession('recent');
const old = aSession('old');

describe('a session that is too old to be listed', () => {
  let world: SessionWorld;

  beforeEach(() => {
    world = new SessionWorld();
    world.onStart = (backend) => {
      backend.mostListed = 1;
      backend.change(
        { kind: 'sessionChanged', session: recent },
        { kind: 'sessionChanged', session: old },
        { kind: 'messageChanged', info: userMessage('m1', 'old') },
      );
    };
  });

  afterEach(() => world.dispose());

  /** As a window does that opens with the tabs it had. */
  async function start(id = old.id): Promise<void> {
    world.sessions.openTranscript(root, id);
    await world.sessions.ensureRoot(root);
    await settled();
  }

  it('is there when somebody looks at it from the start', async () => {
    await start();
    assert.deepEqual([...world.state.sessions.values()], [recent, old]);
    assert.equal(world.state.transcripts.get(old.id)?.messages.length, 1);
  });

  it('is there although its messages cannot be read', async () => {
    world.onStart = (backend) => {
      backend.mostListed = 0;
      backend.change({ kind: 'sessionChanged', session: old });
      backend.failNext('transcript');
    };
    await start();
    assert.deepEqual([...world.state.sessions.values()], [old]);
  });

  it('is not asked for when nobody looks at it', async () => {
    await world.sessions.ensureRoot(root);
    assert.equal(world.backend.callsOf('session'), 0);
    assert.deepEqual([...world.state.sessions.keys()], [recent.id]);
  });

  it('is gone when the server does not know it', async () => {
    await start(sessionId('deleted'));
    assert.deepEqual([...world.state.sessions.keys()], [recent.id]);
    assert.equal(world.state.server.kind, 'ready');
  });

  it('does not keep the others from being shown when the server fails at it', async () => {
    const before = world.onStart;
    world.onStart = (backend) => {
      before(backend);
      backend.failNext('session');
    };
    await start();
    assert.ok(world.state.sessions.has(recent.id));
    assert.equal(world.state.server.kind, 'ready');
  });

  it('is asked for again when the server was not reached', async () => {
    const before = world.onStart;
    world.onStart = (backend) => {
      before(backend);
      backend.failNext('session', new AppError('server-unreachable', 'No answer.'));
    };
    const started = start();
    await world.clock.elapse(250);
    await started;
    assert.deepEqual([...world.state.sessions.keys()], [recent.id, old.id]);
  });
});
