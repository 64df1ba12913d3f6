import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { SessionId } from '../../../src/model/ids.ts';
import type { PromptTarget } from '../../../src/model/prompt.ts';
import { isServerEnd } from '../../../src/session/turnFailure.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const child = aSession('child', { parentId: s1.id });
const target: PromptTarget = { kind: 'session', sessionId: s1.id };

describe('a server that ends under its sessions', () => {
  let world: SessionWorld;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) => {
      for (const session of [s1, child]) backend.change({ kind: 'sessionChanged', session });
    };
    await world.sessions.ensureRoot(root);
  });

  afterEach(() => world.dispose());

  const prompt = (text: string): Promise<SessionId> =>
    world.sessions.prompt({ rootId: root, target, text });
  const outbox = () => world.state.outbox.map(({ text, state }) => [text, state.kind]);
  const soon = () => world.clock.now() + 1_000;

  /** What the pool does when the wait is over. */
  const startAgain = () => world.pool.backend(root);

  it('leaves a mark on every session that was at work, until it goes on', async () => {
    world.backend.emit(statusChanged(s1.id, 'busy'), statusChanged(child.id, 'busy'));
    world.pool.crash(root, soon());
    assert.deepEqual([...world.state.errors.keys()], [s1.id, child.id]);
    assert.ok([...world.state.errors.values()].every(isServerEnd));
    assert.equal(world.state.statuses.size, 0);
    await startAgain();
    await settled();
    assert.equal(world.state.server.kind, 'ready');
    assert.equal(world.state.errors.size, 2);
    world.backend.emit(statusChanged(s1.id, 'busy'));
    assert.deepEqual([...world.state.errors.keys()], [child.id]);
  });

  it('leaves no mark on what was idle', () => {
    world.pool.crash(root, soon());
    assert.equal(world.state.errors.size, 0);
  });

  it('is waited for by a prompt that was not sent, which is sent then', async () => {
    world.pool.crash(root, soon());
    const starts = world.pool.startCount;
    const sent = prompt('hi');
    assert.equal(await sent, s1.id);
    assert.equal(world.pool.startCount, starts + 1);
    assert.deepEqual(
      world.backend.prompts.map(({ text }) => text),
      ['hi'],
    );
  });

  it('is waited for by what waited for the first snapshot, without being hurried', async () => {
    await world.pool.stop(root);
    world.onStart = (backend) => backend.stall('listSessions');
    const sent = prompt('hi');
    await settled();
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session: s1 });
    const starts = world.pool.startCount;
    world.pool.crash(root, soon());
    await settled();
    assert.deepEqual(outbox(), [['hi', 'queued']]);
    assert.equal(world.pool.startCount, starts);
    await startAgain();
    assert.equal(await sent, s1.id);
  });

  it('is waited for no longer once it is stopped, has been refused or ended for good', async () => {
    const ends = [
      { code: 'cancelled', end: () => world.pool.stop(root) },
      { code: 'server-exited', end: () => world.pool.crash(root) },
      {
        code: 'folder-missing',
        end: () =>
          world.pool.set(root, { kind: 'refused', error: new AppError('folder-missing', 'Gone.') }),
      },
    ] as const;
    for (const { code, end } of ends) {
      await world.pool.stop(root);
      world.onStart = (backend) => backend.stall('listSessions');
      const waiting = world.sessions.ensureRoot(root);
      await settled();
      world.pool.crash(root, soon());
      await settled();
      await end();
      await assert.rejects(waiting, { code });
    }
  });

  it('is waited for no longer when the window closes', async () => {
    await world.pool.stop(root);
    world.onStart = (backend) => backend.stall('listSessions');
    const waiting = world.sessions.ensureRoot(root);
    await settled();
    world.pool.crash(root, soon());
    await settled();
    world.sessions.dispose();
    await assert.rejects(waiting, { code: 'cancelled' });
  });

  it('keeps a prompt whose message it never told of, to be sent again', async () => {
    await prompt('hi');
    assert.deepEqual(outbox(), [['hi', 'sent']]);
    world.pool.crash(root, soon());
    assert.deepEqual(outbox(), [['hi', 'failed']]);
    await startAgain();
    await settled();
    const [failed] = world.state.outbox;
    assert.ok(failed);
    await world.sessions.retryPrompt(failed.id);
    assert.deepEqual(
      world.backend.prompts.map(({ text }) => text),
      ['hi'],
    );
  });

  it('keeps no prompt whose message it had stored', async () => {
    const viewer = world.sessions.openTranscript(root, s1.id);
    await settled();
    await prompt('hi');
    const info = userMessage(world.backend.prompts[0]?.id ?? '', 's1');
    world.backend.change({ kind: 'messageChanged', info });
    world.pool.crash(root, soon());
    assert.deepEqual(outbox(), [['hi', 'failed']]);
    await startAgain();
    await settled();
    assert.deepEqual(outbox(), []);
    viewer.dispose();
  });

  it('counts as a stop when it was stopped: nothing failed but what it may have lost', async () => {
    world.backend.emit(statusChanged(s1.id, 'busy'));
    await prompt('hi');
    await world.pool.stop(root);
    assert.equal(world.state.errors.size, 0);
    assert.deepEqual(outbox(), [['hi', 'failed']]);
  });

  it('has its crashes forgotten when a person starts it', async () => {
    world.pool.crash(root);
    await world.sessions.ensureRoot(root);
    assert.deepEqual(world.pool.forgiven, []);
    world.pool.crash(root);
    await world.sessions.start(root);
    assert.deepEqual(world.pool.forgiven, [root]);
    assert.equal(world.state.server.kind, 'ready');
  });
});
