import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RootId } from '../../src/model/ids.ts';
import { Decoys } from '../support/decoys.ts';
import { LiveServer } from '../support/liveServer.ts';
import { markedProcesses, type MarkedProcess } from '../support/markedProcesses.ts';
import { until } from '../support/until.ts';
import type { WindowOptions } from '../support/windows/windowMessages.ts';
import { PoolWindow } from '../support/windows/poolWindow.ts';

describe('what a window leaves behind', function () {
  this.timeout(180_000);
  let live: LiveServer;
  let windows: PoolWindow[];
  const decoys = new Decoys();
  const ends: (() => void)[] = [];

  beforeEach(async () => {
    live = await LiveServer.start();
    windows = [];
  });
  afterEach(async () => {
    await decoys.end();
    for (const window of windows) await window.kill();
    for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
    for (const end of ends.splice(0)) end();
    await live.end();
  });

  async function open(change: Partial<WindowOptions> = {}): Promise<PoolWindow> {
    const window = await PoolWindow.open(live, change);
    windows.push(window);
    return window;
  }

  /** All that lives in this test's world, but for the windows. */
  const processes = (): readonly MarkedProcess[] =>
    markedProcesses('HOME', join(live.directory, 'home')).filter(
      ({ command }) => !command.includes('poolWindowMain'),
    );
  const running = (part: string) => processes().filter(({ command }) => command.includes(part));
  const servers = () => running('serve --hostname');
  const pids = (list: readonly MarkedProcess[]) => list.map(({ pid }) => pid);
  const folders = (storage = 'storage') => readdirSync(join(live.directory, storage, 'servers'));
  const untilNothingRuns = () =>
    until(() => processes().length === 0, { what: 'the end of all', timeoutMs: 10_000 });

  async function withTools(window: PoolWindow, root?: RootId): Promise<void> {
    await window.startTool('bash-detached', root);
    await window.untilIdle(root);
    await window.startTool('bash-endless', root);
  }

  it('is ended by the next start: the server, its tool, and what its tools left running', async () => {
    const first = await open();
    await withTools(first);
    assert.deepEqual(
      [servers().length, running('sleep 600').length > 0, running('sleep 601').length],
      [1, true, 1],
    );
    const old = pids(processes());
    const name = servers()[0]?.command ?? '';
    const strangers = [
      await decoys.start({ name }),
      await decoys.start({ name, env: { OPENCODE_SESSIONS_RUN: 'another' } }),
    ];
    await first.kill();
    assert.deepEqual(pids(processes()), old);
    const second = await open();
    assert.equal((await second.openServer()).startedBy, 'thisWindow');
    assert.deepEqual(processes(), servers());
    assert.deepEqual(
      pids(processes()).filter((pid) => old.includes(pid)),
      [],
    );
    assert.deepEqual(strangers.filter(decoys.isAlive), strangers);
    assert.equal(folders().length, 1);
  });

  it('is ended without a start of its own, too', async () => {
    const first = await open();
    await withTools(first);
    await first.kill();
    const second = await open();
    await second.reap();
    assert.deepEqual(processes(), []);
    assert.deepEqual(folders(), []);
  });

  it('is ended when the window was killed while the server started', async () => {
    const first = await open();
    await first.begin();
    await first.untilView(({ history }) => history.includes('listening'), 'the spawn');
    await first.kill();
    const second = await open();
    await second.reap();
    assert.deepEqual(processes(), []);
    assert.deepEqual(folders(), []);
  });

  it('is ended for each of three folders', async () => {
    const roots = [live.root, live.addRoot('second'), live.addRoot('third')];
    const first = await open();
    for (const root of roots) await first.startTool('bash-endless', root);
    assert.equal(servers().length, 3);
    await first.kill();
    const second = await open();
    await second.openServer(roots[2]);
    assert.equal(servers().length, 1);
    assert.deepEqual(processes(), servers());
  });

  it('is nothing when it closes in the middle of a tool', async () => {
    const window = await open();
    await withTools(window);
    await window.close();
    assert.deepEqual(processes(), []);
    assert.deepEqual(folders(), []);
  });

  it('is no tool when the server is killed, even before it is started again', async () => {
    const window = await open();
    await withTools(window);
    const old = pids(processes());
    for (const { pid } of servers()) process.kill(pid, 'SIGKILL');
    await window.untilView(({ history }) => history.includes('crashed'), 'the crash');
    assert.deepEqual(
      pids(processes()).filter((pid) => old.includes(pid)),
      [],
    );
    const again = await window.untilView(({ kind }) => kind === 'ready', 'the new server');
    assert.equal(again.startedBy, 'thisWindow');
    assert.deepEqual(processes(), servers());
    assert.equal(folders().length, 1);
  });

  describe('when its storage cannot be written', () => {
    const readOnly = () => {
      const storage = join(live.directory, 'read-only');
      mkdirSync(storage);
      mount(storage, ['-o', 'ro,size=1m']);
      return storage;
    };
    const full = () => {
      const storage = join(live.directory, 'full');
      mkdirSync(storage);
      mount(storage, ['-o', 'size=64k']);
      fill(storage);
      return storage;
    };
    const noFolder = () => {
      writeFileSync(join(live.directory, 'file'), '');
      return join(live.directory, 'file', 'storage');
    };

    function mount(path: string, options: readonly string[]): void {
      execFileSync('mount', ['-t', 'tmpfs', ...options, 'tmpfs', path]);
      ends.push(() => execFileSync('umount', ['-l', path]));
    }

    function fill(folder: string): void {
      for (const size of [4_096, 1])
        for (let count = 0; count < 64; count++) {
          try {
            writeFileSync(join(folder, `${size}-${count}`), 'x'.repeat(size));
          } catch {
            break;
          }
        }
    }

    for (const [name, make, code] of [
      ['full', full, 'ENOSPC'],
      ['readOnly', readOnly, 'EROFS'],
      ['noFolder', noFolder, 'ENOTDIR'],
    ] as const)
      it(`is found in the folder for temporary files (${name})`, async function () {
        if (name !== 'noFolder' && process.getuid?.() !== 0) this.skip();
        const storage = make();
        const first = await open({ storage });
        await first.startTool('bash-endless');
        const view = await first.view();
        assert.equal(view.unnoted, code);
        assert.ok(view.log.some((line) => line.startsWith('warn') && line.includes(code)));
        const second = await open({ storage });
        assert.equal((await second.openServer()).startedBy, 'otherWindow');
        await second.kill();
        await first.kill();
        const third = await open({ storage });
        await third.openServer();
        assert.deepEqual(processes(), servers());
        assert.equal(servers().length, 1);
        await third.close();
        await untilNothingRuns();
        assert.deepEqual(readdirSync(join(live.directory, 'temp')), []);
      });

    it('is nothing, as nothing starts, when there is no place at all', async () => {
      const storage = noFolder();
      const window = await open({ storage, temp: join(storage, 'temp') });
      await assert.rejects(window.openServer(), /needs a place for small files/);
      const view = await window.view();
      assert.deepEqual([view.kind, view.code], ['refused', 'storage-unwritable']);
      assert.deepEqual(processes(), []);
    });

    it('is nothing when it fills up while the server runs', async function () {
      if (process.getuid?.() !== 0) this.skip();
      const storage = join(live.directory, 'filling');
      mkdirSync(storage);
      mount(storage, ['-o', 'size=64k']);
      const window = await open({ storage });
      await window.openServer();
      fill(storage);
      await window.startTool('bash-endless');
      await window.end('stopped');
      assert.deepEqual(processes(), []);
      await window.openServer();
      await window.kill();
      const next = await open({ storage });
      await next.reap();
      assert.deepEqual(processes(), []);
    });
  });
});
