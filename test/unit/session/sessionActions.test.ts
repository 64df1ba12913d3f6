import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { aSession, permission, question, root } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

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

  it('stops a session, what works for it, and what they asked', async () => {
    await world.sessions.ensureRoot(root);
    world.backend.emit(
      statusChanged(s1.id, 'busy'),
      statusChanged(child.id, 'busy'),
      { kind: 'requestAsked', request: permission('r1', 'child') },
      { kind: 'requestAsked', request: question('r2', 's1') },
    );
    await world.sessions.stopSession(root, s1.id);
    assert.deepEqual(world.backend.aborted, [s1.id]);
    assert.equal(world.state.statuses.size, 0);
    assert.deepEqual(world.backend.replies, [
      { id: 'r1', reply: 'reject' },
      { id: 'r2', reply: 'reject' },
    ]);
    assert.equal(world.state.requests.size, 0);
  });

  it('stops although a leftover cannot be rejected', async () => {
    await world.sessions.ensureRoot(root);
    world.backend.emit(statusChanged(s1.id, 'busy'), {
      kind: 'requestAsked',
      request: permission('r1', 's1'),
    });
    world.backend.failNext('replyPermission');
    await world.sessions.stopSession(root, s1.id);
    assert.equal(world.warnings.length, 1);
  });

  it('says so when a session could not be stopped, and leaves alone what it asked', async () => {
    await world.sessions.ensureRoot(root);
    world.backend.emit(statusChanged(s1.id, 'busy'), {
      kind: 'requestAsked',
      request: permission('r1', 's1'),
    });
    world.backend.failNext('abort');
    await assert.rejects(world.sessions.stopSession(root, s1.id), { code: 'http-status' });
    assert.deepEqual([...world.state.requests.keys()], ['r1']);
    assert.deepEqual(world.backend.replies, []);
  });

  it('stops a session whose status is not known', async () => {
    await world.sessions.ensureRoot(root);
    await world.sessions.stopSession(root, s1.id);
    assert.deepEqual(world.backend.aborted, [s1.id]);
  });

  it('starts no server to stop something', async () => {
    await world.sessions.stopSession(root, s1.id);
    assert.equal(world.pool.startCount, 0);
  });

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
