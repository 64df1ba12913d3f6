import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { sessionId } from '../../../src/model/ids.ts';
import { isGone } from '../../../src/session/selectors.ts';
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

  describe('and that somebody looks at later', () => {
    beforeEach(() => world.sessions.ensureRoot(root));

    async function open(id = old.id): Promise<void> {
      world.sessions.openTranscript(root, id);
      assert.equal(isGone(world.state, id), false);
      await settled();
    }

    it('is not taken for gone before the server was asked, and is there then', async () => {
      await open();
      assert.deepEqual(world.state.sessions.get(old.id), old);
      assert.equal(world.state.transcripts.get(old.id)?.messages.length, 1);
      assert.equal(world.state.sought.size, 0);
    });

    it('is found by a snapshot that was under way', async () => {
      const arrive = world.backend.stall('listSessions');
      await world.sessions.refresh(root);
      await open();
      arrive();
      await settled();
      assert.ok(world.state.sessions.has(old.id) && world.state.transcripts.has(old.id));
    });

    it('is gone when the server does not know it', async () => {
      await open(sessionId('deleted'));
      assert.equal(isGone(world.state, sessionId('deleted')), true);
      assert.equal(world.clock.waiting, 0);
    });

    it('is not gone when the server fails at it, and says why', async () => {
      for (let count = 0; count < 3; count++) world.backend.failNext('session');
      await open();
      await world.clock.elapse(1_000);
      assert.equal(isGone(world.state, old.id), false);
      assert.equal(world.state.loadErrors.get(old.id)?.code, 'http-status');
      await world.clock.elapse(10_000);
      assert.ok(world.state.sessions.has(old.id));
      assert.equal(world.state.loadErrors.size, 0);
    });

    it('is looked for no more when nobody looks at it any more', async () => {
      const arrive = world.backend.stall('session');
      const viewer = world.sessions.openTranscript(root, old.id);
      await settled();
      viewer.dispose();
      arrive();
      await settled();
      assert.deepEqual([world.state.sought.size, world.state.transcripts.size], [0, 0]);
    });

    it('is waited for while the server starts anew', async () => {
      await world.pool.stop(root);
      await open();
      assert.ok(world.state.sessions.has(old.id));
      assert.equal(world.pool.startCount, 2);
    });
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
