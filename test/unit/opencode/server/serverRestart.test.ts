import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../../src/base/errors.ts';
import type { ServerState } from '../../../../src/model/server.ts';
import { markedProcesses } from '../../../support/markedProcesses.ts';
import { ProgramPool } from '../../../support/programPool.ts';
import { until } from '../../../support/until.ts';

type Crashed = Extract<ServerState, { kind: 'crashed' }>;

const minute = 60_000;

const healthy = `(url) => [200, 'application/json', url === '/global/health'
  ? '{"healthy":true,"version":"1.99.0"}' : url === '/config' ? '{}' : '[]']`;

/** Real processes that end, and a clock that moves only when a test says so. */
describe('a server that ends against our will', () => {
  let world: ProgramPool;

  beforeEach(() => {
    world = new ProgramPool();
  });
  afterEach(async () => world.end());

  const pool = () => world.pool;
  const root = () => world.root;
  const state = () => pool().state(root());
  const spawns = () => world.kinds().filter((kind) => kind === 'spawning').length;
  const crashes = () => world.states.filter((one): one is Crashed => one.kind === 'crashed');

  async function kinds(kind: ServerState['kind']): Promise<void> {
    await until(() => state().kind === kind, { what: `the state ${kind}` });
  }

  async function ready(): Promise<void> {
    world.open(world.server(healthy));
    await pool().backend(root());
  }

  /** Ends the server that runs, from outside, and waits until that is known. */
  async function crash(): Promise<Crashed> {
    const count = crashes().length;
    process.kill(pids().at(-1) ?? 0, 'SIGKILL');
    return until(() => crashes()[count], { what: 'the crash' });
  }

  function pids(): readonly number[] {
    return world.lines
      .flatMap((line) => /^pid (?<pid>\d+)$/.exec(line)?.groups?.['pid'] ?? [])
      .map(Number);
  }

  /** Lets the time pass until it is started again. */
  async function restart(): Promise<void> {
    world.clock.advance(30_000);
    await kinds('ready');
  }

  async function crashOften(times: number): Promise<Crashed | undefined> {
    let last: Crashed | undefined;
    for (let count = 0; count < times; count += 1) {
      if (count > 0) await restart();
      last = await crash();
    }
    return last;
  }

  const delayOf = ({ restartsAt }: Crashed) => (restartsAt ?? Number.NaN) - world.clock.now();

  describe('is started again', () => {
    it('after about a second, by itself, and says when', async () => {
      await ready();
      const crashed = await crash();
      assert.equal(crashed.error.code, 'server-killed');
      assert.match(crashed.stderrTail, /listening on/);
      assert.ok(delayOf(crashed) >= 500 && delayOf(crashed) <= 1_000, String(delayOf(crashed)));
      assert.equal(spawns(), 1);
      world.clock.advance(delayOf(crashed));
      await kinds('ready');
      assert.equal(new Set(pids()).size, 2);
    });

    it('ever later, and after the fifth time not any more', async () => {
      await ready();
      for (const most of [1_000, 2_000, 4_000, 8_000, 16_000]) {
        const crashed = await crash();
        const delay = delayOf(crashed);
        assert.ok(delay >= most / 2 && delay <= most, `${delay} of ${most}`);
        assert.equal(crashed.error.code, 'server-killed');
        await restart();
      }
      const last = await crash();
      assert.equal(last.restartsAt, undefined);
      assert.equal(last.error.code, 'server-keeps-ending');
      assert.match(last.error.message, /6 times within 10 minutes/);
      assert.match(last.stderrTail, /listening on/);
      assert.equal(world.clock.waiting, 0);
      assert.equal(spawns(), 6);
    });

    it('with the count of the last ten minutes only', async () => {
      await ready();
      await crashOften(5);
      await restart();
      world.clock.advance(10 * minute);
      const crashed = await crash();
      assert.ok(delayOf(crashed) <= 1_000);
    });

    it('at once for whoever asks during the wait, and once only', async () => {
      await ready();
      await crash();
      const [first, second] = await Promise.all([pool().backend(root()), pool().backend(root())]);
      assert.equal(first, second);
      assert.equal(state().kind, 'ready');
      assert.equal(spawns(), 2);
      assert.ok(delayOf(await crash()) > 1_000, 'that restart counts');
    });

    it('once, when a listener asks for it on hearing of the crash', async () => {
      await ready();
      pool().onDidChange(({ state: { kind } }) => {
        if (kind === 'crashed') void pool().backend(root());
      });
      await crash();
      await kinds('ready');
      assert.equal(spawns(), 2);
      assert.equal(world.clock.waiting, 0);
    });

    it('when its start was ended from outside, for those who wait for it', async () => {
      world.open(world.program('echo "pid $$"; exec sleep 600'));
      const asked = pool().backend(root());
      await until(() => pids().length === 1, { what: 'the first start' });
      await crash();
      world.server(healthy);
      world.clock.advance(1_000);
      await asked;
      assert.deepEqual(
        world.kinds().filter((kind) => kind === 'crashed' || kind === 'ready'),
        ['crashed', 'ready'],
      );
    });

    it('when it was ended from outside before it answered for the first time', async () => {
      world.open(world.server(`(url) => url === '/global/health' && process.kill(process.pid, 9)`));
      const asked = pool().backend(root());
      await until(() => crashes().length === 1, { what: 'the crash' });
      assert.equal(crashes()[0]?.error.code, 'server-killed');
      world.server(healthy);
      world.clock.advance(1_000);
      await asked;
      assert.equal(state().kind, 'ready');
    });

    it('no more when all its starts are ended from outside', async () => {
      world.open(world.program('echo "opencode"; kill -9 $$'));
      const failed = world.fails('server-keeps-ending');
      for (let count = 1; count <= 5; count += 1) {
        await until(() => crashes().length === count, { what: `crash ${count}` });
        assert.equal(state().kind, 'crashed');
        world.clock.advance(30_000);
      }
      await failed;
      assert.equal(crashes().length, 6);
      assert.equal(crashes().at(-1)?.restartsAt, undefined);
      assert.equal(world.clock.waiting, 0);
    });
  });

  describe('is not started again', () => {
    it('when the restart ends by itself', async () => {
      await ready();
      await crash();
      world.program('echo "opencode: database is locked" >&2; exit 1');
      world.clock.advance(1_000);
      await until(() => crashes().length === 2, { what: 'the failed restart' });
      assert.equal(crashes()[1]?.error.code, 'server-exited');
      assert.equal(crashes()[1]?.restartsAt, undefined);
      assert.equal(world.clock.waiting, 0);
    });

    it('when that is no longer allowed', async () => {
      let refusal: AppError | undefined;
      world.open(world.server(healthy), { canStart: () => refusal });
      await pool().backend(root());
      await crash();
      refusal = new AppError('workspace-untrusted', 'Not trusted.');
      world.clock.advance(1_000);
      await kinds('refused');
      assert.equal(spawns(), 1);
    });

    it('when it is stopped during the wait', async () => {
      await ready();
      await crash();
      await pool().stop(root());
      assert.equal(state().kind, 'stopped');
      assert.equal(world.clock.waiting, 0);
      world.clock.advance(minute);
      assert.equal(spawns(), 1);
    });

    it('when the pool ends during the wait', async () => {
      await ready();
      await crash();
      pool().dispose();
      assert.equal(world.clock.waiting, 0);
      world.clock.advance(minute);
      assert.equal(spawns(), 1);
    });
  });

  describe('has its crashes forgotten', () => {
    it('by a stop', async () => {
      await ready();
      assert.equal((await crashOften(6))?.restartsAt, undefined);
      await pool().stop(root());
      await pool().backend(root());
      assert.ok(delayOf(await crash()) <= 1_000);
    });

    it('by a person who wants it to run', async () => {
      await ready();
      await crashOften(6);
      pool().forgetCrashes(root());
      await pool().backend(root());
      assert.ok(delayOf(await crash()) <= 1_000);
    });

    it('but not by anybody else', async () => {
      await ready();
      await crashOften(6);
      await pool().backend(root());
      assert.equal((await crash()).restartsAt, undefined);
    });
  });
});

describe('a server that is stopped', () => {
  let world: ProgramPool;

  beforeEach(() => {
    world = new ProgramPool();
  });
  afterEach(async () => world.end());

  const silent = '() => undefined';
  const programs = {
    locating: () => world.server(healthy),
    spawning: () => world.server(healthy),
    listening: () => world.program('exec sleep 600'),
    connecting: () => world.server(silent),
  } as const;

  const mark = 'SERVER_RESTART_TEST';
  const open = (program: string) =>
    world.open(program, { baseEnv: { ...process.env, [mark]: world.directory } });
  const processes = () => markedProcesses(mark, world.directory).length;

  for (const phase of ['locating', 'spawning', 'listening', 'connecting'] as const)
    it(`while it is ${phase} leaves nothing`, async () => {
      open(programs[phase]());
      let stopping: Promise<void> | undefined;
      world.pool.onDidChange(({ state }) => {
        if (state.kind === 'starting' && state.phase === phase)
          stopping ??= world.pool.stop(world.root);
      });
      await world.fails('cancelled');
      await stopping;
      assert.deepEqual(world.kinds().slice(-2), [phase, 'stopped']);
      assert.equal(world.clock.waiting, 0);
      assert.equal(processes(), 0);
    });

  it('because it is idle says so', async () => {
    open(world.server(healthy));
    await world.pool.backend(world.root);
    await world.pool.stop(world.root, 'idle');
    assert.deepEqual(world.pool.state(world.root), { kind: 'stopped', because: 'idle' });
  });

  it('is given up when a step of its start never ends', async () => {
    open(world.server(silent));
    const failed = world.fails('server-start-timeout');
    await until(() => world.lines.some((line) => line.startsWith('asked for')), {
      what: 'the first request',
    });
    world.clock.advance(minute);
    assert.match((await failed).message, /60 s .*connecting/);
    assert.equal(world.kinds().at(-1), 'crashed');
    const servers = join(world.directory, 'storage', 'servers');
    await until(() => readdirSync(servers).length === 0, { what: 'the end of the start' });
    assert.equal(processes(), 0);
  });
});
