import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LiveServer } from '../support/liveServer.ts';
import { markedProcesses } from '../support/markedProcesses.ts';
import { until } from '../support/until.ts';
import { PoolWindow } from '../support/windows/poolWindow.ts';
import type { WindowOptions, WindowView } from '../support/windows/windowMessages.ts';

describe('two windows with the same folder', function () {
  this.timeout(180_000);
  let live: LiveServer;
  let windows: PoolWindow[];

  beforeEach(async () => {
    live = await LiveServer.start();
    windows = [];
  });
  afterEach(async () => {
    for (const window of windows) await window.kill();
    for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
    await live.end();
  });

  async function open(change: Partial<WindowOptions> = {}): Promise<PoolWindow> {
    const window = await PoolWindow.open(live, change);
    windows.push(window);
    return window;
  }

  /** All that lives in this test's world, but for the windows. */
  const processes = () =>
    markedProcesses('HOME', join(live.directory, 'home')).filter(
      ({ command }) => !command.includes('poolWindowMain'),
    );
  const servers = () => processes().filter(({ command }) => command.includes('serve --hostname'));
  const isReady = ({ kind }: WindowView) => kind === 'ready';
  const untilNothingRuns = () =>
    until(() => processes().length === 0, { what: 'the end of all', timeoutMs: 10_000 });
  const folders = () => readdirSync(join(live.directory, 'storage/servers'));

  it('have one server, whoever comes first', async () => {
    const [first, second] = [await open(), await open()];
    const started = await first.openServer();
    const joined = await second.openServer();
    assert.deepEqual([started.startedBy, joined.startedBy], ['thisWindow', 'otherWindow']);
    assert.equal(joined.origin, started.origin);
    assert.equal(servers().length, 1);
    assert.deepEqual(joined.history, ['locating', 'connecting', 'ready']);
  });

  it('have one server when they ask at the same time, and the second says that it waits', async () => {
    const pair = [await open(), await open()];
    const views = await Promise.all(pair.map((window) => window.openServer()));
    assert.equal(new Set(views.map(({ origin }) => origin)).size, 1);
    assert.equal(servers().length, 1);
    assert.equal(views.filter(({ history }) => history.includes('waiting')).length, 1);
  });

  it('work at the same time, and both are asked before a command', async () => {
    const [first, second] = [await open(), await open()];
    await first.openServer();
    await second.openServer();
    await Promise.all([first.startTool('bash-long'), second.startTool('bash-long')]);
    const texts = await Promise.all([first.untilIdle(), second.untilIdle()]);
    for (const text of texts) assert.match(text, /All twelve modules are built/);
  });

  for (const how of ['kill', 'close'] as const)
    it(`do not cut each other's turns when the one that started the server ends (${how})`, async () => {
      const [first, second] = [await open(), await open()];
      await first.openServer();
      const { origin } = await second.openServer();
      await second.startTool('bash-long');
      await first[how]();
      assert.match(await second.untilIdle(), /All twelve modules are built/);
      const after = await second.view();
      assert.deepEqual([after.kind, after.origin], ['ready', origin]);
      await second.say('hello');
      await second.untilIdle();
      await second.close();
      await untilNothingRuns();
      assert.deepEqual(folders(), []);
    });

  it('leave the server to each other, and the last one ends it', async () => {
    const [first, second] = [await open(), await open()];
    await first.openServer();
    await second.openServer();
    await second.stop();
    assert.equal((await second.view()).kind, 'stopped');
    assert.equal((await first.view()).kind, 'ready');
    assert.equal((await second.openServer()).startedBy, 'otherWindow');
    await first.stop();
    assert.equal(servers().length, 1);
    assert.equal((await first.openServer()).startedBy, 'otherWindow');
    await second.stop();
    await first.stop();
    await untilNothingRuns();
    assert.deepEqual(folders(), []);
  });

  it('are told when a person stops the server in the other, and do not start it again', async () => {
    const [first, second] = [await open(), await open()];
    await first.openServer();
    await second.openServer();
    await first.startTool('bash-endless');
    await second.end('stopped');
    await untilNothingRuns();
    const told = await first.untilView(({ kind }) => kind === 'crashed', 'the news');
    assert.deepEqual([told.code, told.restartsAt], ['stopped-elsewhere', undefined]);
    assert.equal((await first.openServer()).startedBy, 'thisWindow');
    assert.equal((await second.openServer()).startedBy, 'otherWindow');
    await first.end('stopped');
    const toldBack = await second.untilView(({ kind }) => kind === 'crashed', 'the news');
    assert.equal(toldBack.code, 'stopped-elsewhere');
    await untilNothingRuns();
    await until(() => folders().length === 0, { what: 'the removal of the folders' });
  });

  it('follow each other through a restart', async () => {
    const [first, second] = [await open(), await open()];
    const { origin } = await first.openServer();
    await second.openServer();
    await second.end('restarting');
    const again = await second.openServer();
    const followed = await first.untilView(
      (view) => isReady(view) && view.origin !== origin,
      'the new server',
    );
    assert.equal(followed.origin, again.origin);
    assert.equal(servers().length, 1);
    assert.ok(!followed.history.includes('refused'));
  });

  it('have one server again after it was killed', async () => {
    const [first, second] = [await open(), await open()];
    const { origin } = await first.openServer();
    await second.openServer();
    await second.startTool('bash-endless');
    for (const { pid } of servers()) process.kill(pid, 'SIGKILL');
    const isNew = (view: WindowView) => isReady(view) && view.origin !== origin;
    const views = [
      await first.untilView(isNew, 'the new server'),
      await second.untilView(isNew, 'the new server'),
    ];
    assert.equal(views[0]?.origin, views[1]?.origin);
    assert.equal(servers().length, 1);
    assert.deepEqual(processes(), servers());
  });

  it('do not wait for one that was killed while it started the server', async () => {
    const [first, second] = [await open(), await open()];
    await first.begin();
    await first.untilView(({ history }) => history.includes('listening'), 'the spawn');
    await first.kill();
    const view = await second.openServer();
    assert.equal(view.startedBy, 'thisWindow');
    assert.equal(servers().length, 1);
  });

  it('have a server each when their settings differ', async () => {
    const [first, second] = [await open(), await open({ permissionMode: 'config' })];
    await first.openServer();
    assert.equal((await second.openServer()).startedBy, 'thisWindow');
    assert.equal(servers().length, 2);
  });
});
