import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { nullLogger } from '../../../src/base/log.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import { rootId } from '../../../src/model/ids.ts';
import { IdleStop } from '../../../src/session/idleStop.ts';
import { aSession, permission, root } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const minute = 60_000;

describe('IdleStop', () => {
  let world: SessionWorld;
  let limit: number;
  let idleStop: IdleStop;

  beforeEach(async () => {
    world = new SessionWorld();
    limit = 15 * minute;
    const { store, pool, clock, sessions } = world;
    const onDidUse = sessions.onDidUse;
    idleStop = new IdleStop({
      store,
      pool,
      clock,
      onDidUse,
      limitMs: () => limit,
      log: nullLogger,
    });
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session: s1 });
    await world.sessions.ensureRoot(root);
    await settled();
  });

  afterEach(() => {
    idleStop.dispose();
    world.dispose();
    assert.equal(world.clock.waiting, 0, 'no timer is left');
  });

  const server = () => world.pool.state(root);

  async function emit(...events: readonly StreamEvent[]): Promise<void> {
    world.backend.emit(...events);
    await settled();
  }

  async function pass(minutes: number): Promise<void> {
    world.clock.advance(minutes * minute);
    await settled();
  }

  it('stops a server to which nothing happens, and says why', async () => {
    await pass(14.9);
    assert.equal(server().kind, 'ready');
    await pass(0.1);
    assert.deepEqual(server(), { kind: 'stopped', because: 'idle' });
    assert.deepEqual(world.state.server, { kind: 'stopped', because: 'idle' });
    assert.equal(world.clock.waiting, 0);
  });

  it('keeps what is known, and is there again for the next prompt', async () => {
    await pass(15);
    assert.equal(world.state.sessions.size, 1);
    const target = { kind: 'session', sessionId: s1.id } as const;
    await world.sessions.prompt({ rootId: root, target, text: 'hi' });
    assert.equal(server().kind, 'ready');
    assert.equal(world.pool.startCount, 2);
  });

  it('counts from whatever happened last', async () => {
    await pass(10);
    await emit({ kind: 'sessionChanged', session: { ...s1, title: 'Renamed' } });
    await pass(10);
    world.sessions.use(root);
    await pass(10);
    await world.sessions.ensureRoot(root);
    await pass(10);
    assert.equal(server().kind, 'ready');
    await pass(5);
    assert.equal(server().kind, 'stopped');
  });

  it('has one timer, whatever happens', async () => {
    for (let count = 0; count < 5; count += 1) {
      await emit({ kind: 'sessionChanged', session: { ...s1, title: `Title ${count}` } });
      await pass(1);
    }
    assert.equal(world.clock.waiting, 1);
  });

  it('waits for a turn, and then for the whole time again', async () => {
    await emit(statusChanged(s1.id, 'busy'));
    await pass(60);
    assert.equal(server().kind, 'ready');
    await emit(statusChanged(s1.id, 'idle'));
    await pass(14.9);
    assert.equal(server().kind, 'ready');
    await pass(0.1);
    assert.equal(server().kind, 'stopped');
  });

  it('waits for one that is tried again, and for what waits for an answer', async () => {
    const status = { kind: 'retry', attempt: 1, message: 'Busy.', nextAt: 0 } as const;
    await emit({ kind: 'statusChanged', sessionId: s1.id, status });
    await pass(60);
    assert.equal(server().kind, 'ready');
    await emit(statusChanged(s1.id, 'busy'));
    await emit({ kind: 'requestAsked', request: permission('p1', 's1') });
    await pass(60);
    assert.equal(server().kind, 'ready');
  });

  it('waits for a prompt that is on its way, not for one that failed', async () => {
    const target = { kind: 'session', sessionId: s1.id } as const;
    const release = world.backend.stall('prompt');
    const sent = world.sessions.prompt({ rootId: root, target, text: 'hi' });
    sent.catch(() => undefined);
    await settled();
    await pass(60);
    assert.equal(server().kind, 'ready');
    release();
    await sent;
    await settled();
    await pass(60);
    assert.equal(server().kind, 'ready', 'its message has not come');
    const [prompt] = world.state.outbox;
    assert.ok(prompt);
    const error = new Error('No.');
    world.backend.failNext('prompt', error);
    world.store.dispatch({ kind: 'promptWithdrawn', rootId: root, promptId: prompt.id });
    await assert.rejects(world.sessions.prompt({ rootId: root, target, text: 'ho' }));
    assert.equal(world.state.outbox[0]?.state.kind, 'failed');
    await pass(15);
    assert.equal(server().kind, 'stopped');
  });

  it('waits while nobody knows what the server is at', async () => {
    world.backend.lose();
    await settled();
    await pass(60);
    assert.equal(world.state.server.kind, 'reconnecting');
    assert.equal(server().kind, 'ready');
    world.backend.connect();
    await settled();
    await pass(15);
    assert.equal(server().kind, 'stopped');
  });

  it('waits while its sessions have not been read', async () => {
    const other = rootId('/other');
    world.sessions.addRoot(other, 'other');
    world.onStart = (backend) => backend.stall('listSessions');
    void world.sessions.ensureRoot(other).catch(() => undefined);
    await settled();
    await pass(60);
    assert.equal(world.pool.state(other).kind, 'ready');
  });

  it('stops one whose sessions cannot be read, although they are tried again and again', async () => {
    await unreadable();
    await retried(14.9);
    assert.equal(server().kind, 'ready');
    await retried(0.1);
    assert.deepEqual(server(), { kind: 'stopped', because: 'idle' });
    assert.equal(world.clock.waiting, 0);
  });

  it('counts what such a server tells, and waits while it works', async () => {
    await unreadable();
    await pass(10);
    await emit({ kind: 'sessionChanged', session: { ...s1, title: 'Renamed' } });
    await pass(10);
    assert.equal(server().kind, 'ready');
    await emit(statusChanged(s1.id, 'busy'));
    await pass(20);
    assert.equal(server().kind, 'ready');
  });

  /** Its sessions cannot be read from here on. */
  async function unreadable(): Promise<void> {
    const error = new AppError('http-status', 'OpenCode answered with status 500.');
    for (let time = 0; time < 100; time += 1) world.backend.failNext('listSessions', error);
    await world.sessions.refresh(root);
    await settled();
    assert.equal(world.state.server.kind, 'refused');
  }

  async function retried(minutes: number): Promise<void> {
    const before = world.backend.callsOf('listSessions');
    for (let part = 0; part < 20; part += 1) await pass(minutes / 20);
    assert.notEqual(world.backend.callsOf('listSessions'), before);
  }

  it('lets go of the server of another window, and never touches one that the person runs', async () => {
    const place = { version: '1.18.33', origin: 'http://127.0.0.1:1' };
    world.pool.set(root, { kind: 'ready', ...place, startedBy: 'person' });
    await pass(60);
    assert.equal(server().kind, 'ready');
    assert.equal(world.clock.waiting, 0);
    world.pool.set(root, { kind: 'ready', ...place, startedBy: 'otherWindow' });
    await settled();
    await pass(15);
    assert.equal(server().kind, 'stopped');
  });

  it('never stops with a limit of 0, and takes a change at once', async () => {
    limit = 0;
    idleStop.update();
    assert.equal(world.clock.waiting, 0);
    await pass(600);
    assert.equal(server().kind, 'ready');
    limit = 601 * minute;
    idleStop.update();
    await settled();
    assert.equal(server().kind, 'ready');
    limit = 600 * minute;
    idleStop.update();
    await settled();
    assert.equal(server().kind, 'stopped');
  });

  it('leaves no timer for a folder that is closed or a server that crashed', async () => {
    world.pool.crash(root);
    await settled();
    assert.equal(world.clock.waiting, 0);
    await world.sessions.ensureRoot(root);
    await settled();
    assert.equal(world.clock.waiting, 1);
    await world.sessions.removeRoot(root);
    await settled();
    assert.equal(world.clock.waiting, 0);
  });

  it('looks at each folder by itself', async () => {
    const other = rootId('/other');
    world.sessions.addRoot(other, 'other');
    await pass(10);
    await world.sessions.ensureRoot(other);
    await settled();
    await pass(5);
    assert.equal(server().kind, 'stopped');
    assert.equal(world.pool.state(other).kind, 'ready');
  });
});
