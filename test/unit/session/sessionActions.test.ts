import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { aSession, root } from '../../support/fixtures.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const child = aSession('child', { parentId: s1.id });

describe('SessionService: sessions', () => {
  let world: SessionWorld;

  beforeEach(() => {
    world = new SessionWorld();
    world.onStart = (backend) => {
      for (const session of [s1, child]) backend.change({ kind: 'sessionChanged', session });
    };
  });

  afterEach(() => world.dispose());

  it('renames, archives and deletes', async () => {
    await world.sessions.rename(root, s1.id, 'Renamed');
    assert.equal(world.state.sessions.get(s1.id)?.title, 'Renamed');
    await world.sessions.archive(root, s1.id);
    assert.equal(world.state.sessions.get(s1.id)?.archivedAt, 1);
    await world.sessions.archive(root, s1.id, false);
    assert.equal(world.state.sessions.get(s1.id)?.archivedAt, undefined);
    await world.sessions.remove(root, s1.id);
    assert.equal(world.state.sessions.has(s1.id), false);
    await assert.rejects(world.sessions.remove(root, s1.id), { code: 'not-found' });
  });

  it('opens a conversation although its server cannot start, and loads it when it can', async () => {
    world.pool.failure = new AppError('binary-not-found', 'No opencode.');
    world.sessions.openTranscript(root, s1.id);
    await settled();
    assert.equal(world.state.transcripts.size, 0);
    world.pool.failure = undefined;
    await world.sessions.ensureRoot(root);
    await settled();
    assert.ok(world.state.transcripts.has(s1.id));
  });
});
