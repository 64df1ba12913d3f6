import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { runningPlace } from '../../../src/model/server.ts';
import { aSession, root } from '../../support/fixtures.ts';
import type { MemoryBackend } from '../../support/memoryBackend.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const unreachable = new AppError('server-unreachable', 'No answer.');
const broken = new AppError('http-status', 'Configuration is invalid at opencode.json.');
/** Where the server of these tests runs. */
const place = {
  version: '1.18.33',
  origin: 'http://127.0.0.1:1',
  startedBy: 'thisWindow',
} as const;
const unreadable = new AppError('bad-payload', 'That is no list.');

describe('a snapshot that fails', () => {
  let world: SessionWorld;

  beforeEach(() => {
    world = new SessionWorld();
    failing();
  });

  afterEach(() => world.dispose());

  /** The next server answers its first questions with these. */
  function failing(...errors: readonly AppError[]): void {
    world.onStart = (backend: MemoryBackend) => {
      backend.change({ kind: 'sessionChanged', session: s1 });
      for (const error of errors) backend.failNext('listSessions', error);
    };
  }

  const prompt = () => {
    const target = { kind: 'session', sessionId: s1.id } as const;
    return world.sessions.prompt({ rootId: root, target, text: 'hi' });
  };

  for (const error of [unreadable, new AppError('not-found', 'No such route.')]) {
    it(`says why at once where trying again cannot help: ${error.code}`, async () => {
      failing(error);
      await assert.rejects(prompt(), error);
      assert.deepEqual(world.state.server, { kind: 'refused', error, place });
      assert.equal(world.state.isLoaded, false);
      assert.equal(world.state.outbox[0]?.state.kind, 'failed');
      assert.equal(world.clock.waiting, 0);
    });
  }

  it('says why at once where it may pass, and recovers by itself', async () => {
    failing(broken, broken);
    await assert.rejects(world.sessions.ensureRoot(root), broken);
    assert.deepEqual(world.state.server, { kind: 'refused', error: broken, place });
    world.clock.advance(250);
    await settled();
    assert.equal(world.state.server.kind, 'refused');
    world.clock.advance(500);
    await settled();
    assert.deepEqual([world.state.server.kind, world.state.isLoaded], ['ready', true]);
  });

  it('says so after three attempts, goes on, and recovers', async () => {
    failing(unreachable, unreachable, unreachable, unreachable);
    const told = assert.rejects(world.sessions.ensureRoot(root), unreachable);
    await settled();
    world.clock.advance(250);
    await settled();
    assert.equal(world.state.server.kind, 'ready');
    world.clock.advance(500);
    await told;
    assert.deepEqual(world.state.server, { kind: 'refused', error: unreachable, place });
    world.clock.advance(1_000);
    await settled();
    world.clock.advance(2_000);
    await settled();
    assert.deepEqual([world.state.server.kind, world.state.isLoaded], ['ready', true]);
    await world.sessions.ensureRoot(root);
  });

  const recoveries: Readonly<Record<string, () => unknown>> = {
    'whoever needs it next': () => world.sessions.ensureRoot(root),
    'a refresh': () => world.sessions.refresh(root),
    'a reconnect': () => world.backend.connect(),
  };
  for (const [name, recover] of Object.entries(recoveries)) {
    it(`recovers with ${name}, on the same server`, async () => {
      failing(broken);
      await assert.rejects(world.sessions.ensureRoot(root), broken);
      await recover();
      await settled();
      assert.deepEqual([world.state.server.kind, world.state.isLoaded], ['ready', true]);
      assert.equal(world.pool.startCount, 1);
      assert.equal(world.backend.watcherCount, 1);
    });
  }

  it('does not hide that the server runs, however often it fails, nor that it has ended', async () => {
    failing(broken, broken, broken);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await assert.rejects(world.sessions.ensureRoot(root), broken);
      assert.deepEqual(runningPlace(world.state.server), place);
    }
    await world.pool.end(root);
    assert.deepEqual(world.state.server, { kind: 'stopped' });
    assert.equal(world.clock.waiting, 0);
  });

  it('fails again for whoever asks again while nothing has changed', async () => {
    failing(broken, broken);
    await assert.rejects(world.sessions.ensureRoot(root), broken);
    await assert.rejects(Promise.all([world.sessions.ensureRoot(root), prompt()]), broken);
    await world.sessions.ensureRoot(root);
  });

  it('is seen when it comes after a reconnect', async () => {
    await world.sessions.ensureRoot(root);
    await settled();
    world.backend.failNext('listSessions', broken);
    world.backend.lose();
    world.backend.connect();
    await settled();
    assert.equal(world.state.server.kind, 'refused');
    assert.equal(world.state.sessions.size, 1);
    await assert.doesNotReject(prompt());
    assert.equal(world.state.server.kind, 'ready');
  });
});
