import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { ServerHistory } from '../../../src/session/serverHistory.ts';
import { aSession, root } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');

describe('ServerHistory', () => {
  let world: SessionWorld;
  let history: ServerHistory;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session: s1 });
    history = new ServerHistory(world.store, world.clock);
    await settled();
  });

  afterEach(() => {
    history.dispose();
    world.dispose();
  });

  const kinds = () => history.steps(root).map(({ kind }) => kind);

  async function ready(): Promise<void> {
    await world.sessions.ensureRoot(root);
    await settled();
  }

  it('keeps every step with its time, a start with its phases as one', async () => {
    world.clock.advance(1_000);
    world.pool.set(root, { kind: 'starting', phase: 'locating', since: 0 });
    await settled();
    await ready();
    world.backend.lose();
    await settled();
    world.backend.connect();
    await settled();
    await world.pool.stop(root, 'idle');
    await settled();
    assert.deepEqual(kinds(), ['stopped', 'starting', 'ready', 'reconnecting', 'ready', 'stopped']);
    assert.equal(history.steps(root)[1]?.at, world.clock.now());
    assert.equal(history.steps(root).at(-1)?.because, 'idle');
    assert.equal(history.place(root)?.origin, 'http://127.0.0.1:1');
  });

  it('knows how a process ended, also behind the last reason', async () => {
    const how = 'The OpenCode server ended unexpectedly (signal SIGKILL).';
    const killed = new AppError('server-killed', how, { detail: 'secret' });
    world.pool.set(root, { kind: 'crashed', error: killed, stderrTail: 'secret', restartsAt: 1 });
    await settled();
    const spent = new AppError('server-keeps-ending', 'It ended often.', { cause: killed });
    world.pool.set(root, { kind: 'crashed', error: spent, stderrTail: '' });
    await settled();
    const at = world.clock.now();
    const end = 'signal SIGKILL';
    assert.deepEqual(history.steps(root).slice(-2), [
      { at, kind: 'crashed', code: 'server-killed', end, isRestarting: true },
      { at, kind: 'crashed', code: 'server-keeps-ending', end, isRestarting: false },
    ]);
  });

  it('takes nothing else from a sentence', async () => {
    const error = new AppError('server-exited', 'spawn /home/ann/opencode EACCES');
    world.pool.set(root, { kind: 'crashed', error, stderrTail: '' });
    await settled();
    assert.equal(history.steps(root).at(-1)?.end, undefined);
  });

  it('counts an error once: failed turns, failed prompts and whatever it is told', async () => {
    await ready();
    const turn = { name: 'APIError', message: 'The prompt was: hi', statusCode: 429 };
    world.backend.emit(statusChanged(s1.id, 'busy'));
    world.backend.emit({ kind: 'turnFailed', sessionId: s1.id, error: turn });
    await settled();
    const failure = new AppError('http-status', 'hi');
    world.backend.failNext('prompt', failure);
    const target = { kind: 'session', sessionId: s1.id } as const;
    await assert.rejects(world.sessions.prompt({ rootId: root, target, text: 'hi' }));
    await settled();
    history.note(failure, root);
    history.note(new AppError('cancelled', 'Stopped.'));
    history.note(new Error('hi'));
    const at = world.clock.now();
    assert.deepEqual(history.errors, [
      { at, rootId: root, code: 'provider-failed', statusCode: 429 },
      { at, rootId: root, code: 'http-status', statusCode: undefined },
      { at, rootId: undefined, code: 'unexpected', statusCode: undefined },
    ]);
    assert.doesNotMatch(JSON.stringify(history.errors), /hi/);
  });

  it('is bounded, and forgets a folder that is closed', async () => {
    for (let count = 0; count < 60; count += 1) {
      world.pool.set(root, { kind: 'starting', phase: 'spawning', since: 0 });
      await settled();
      world.pool.set(root, { kind: 'stopped' });
      await settled();
      history.note(new AppError('http-status', 'No.'));
    }
    assert.equal(history.steps(root).length, 50);
    assert.equal(history.errors.length, 50);
    await world.sessions.removeRoot(root);
    await settled();
    assert.deepEqual(history.steps(root), []);
    assert.equal(history.place(root), undefined);
  });
});
