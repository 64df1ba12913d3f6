import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../../src/base/time.ts';
import { nameOf, type ProcessRef } from '../../../../src/opencode/process/processIdentity.ts';
import { thisProcess } from '../../../../src/opencode/process/processTable.ts';
import { claimName } from '../../../../src/opencode/registry/claimName.ts';
import { thisMachine } from '../../../../src/opencode/registry/machine.ts';
import { Reaper } from '../../../../src/opencode/registry/reaper.ts';
import type { RunFolder } from '../../../../src/opencode/registry/runFolder.ts';
import { RunPlaces } from '../../../../src/opencode/registry/runPlaces.ts';
import type { RunRecord } from '../../../../src/opencode/registry/runRecord.ts';
import { Decoys, type DecoyOptions } from '../../../support/decoys.ts';
import { LogLines } from '../../../support/logLines.ts';
import { sampleRecord } from './sampleRecord.ts';

describe('ending what windows that are no more have left', function () {
  this.timeout(30_000);
  let directory: string;
  let places: RunPlaces;
  let log: LogLines;
  const decoys = new Decoys();

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'reaper-'));
    mkdirSync(join(directory, 'temp'));
    places = new RunPlaces(join(directory, 'storage'), join(directory, 'temp'));
    log = new LogLines();
  });
  afterEach(async () => {
    await decoys.end();
    rmSync(directory, { recursive: true });
  });

  const reap = (clock: Clock = systemClock) => new Reaper(places, clock, log).reap();

  /** A run whose window is dead, with a server if one is given. */
  async function leave(
    server?: ProcessRef,
    change: Partial<RunRecord> = {},
    folder: RunFolder = places.createInStorage(),
  ): Promise<RunFolder> {
    folder.lease(await decoys.dead());
    const recorded = server && { ...server, port: 1, binary: '/opencode' };
    folder.write(sampleRecord({ server: recorded, ...change }));
    return folder;
  }

  const marked = ({ environment }: RunFolder, options: DecoyOptions = {}) =>
    decoys.start({ ...options, env: { ...options.env, ...environment } });

  it('ends the server, its tools wherever they have gone, and removes the folder', async () => {
    const folder = places.createInStorage();
    const server = await marked(folder, { name: 'opencode' });
    const tools = [await marked(folder), await marked(folder)];
    await leave(server, {}, folder);
    await reap();
    assert.deepEqual([server, ...tools].filter(decoys.isAlive), []);
    assert.equal(existsSync(folder.path), false);
    assert.match(log.lines.join('\n'), /info Ending what is left of the server for .*prøject/);
  });

  it('ends the tools of a server that is gone', async () => {
    const folder = await leave(await decoys.dead());
    const tool = await marked(folder);
    await reap();
    assert.equal(decoys.isAlive(tool), false);
    assert.equal(existsSync(folder.path), false);
  });

  it('finds a server that was not noted yet', async () => {
    const folder = await leave();
    const server = await marked(folder, { name: 'opencode' });
    await reap();
    assert.equal(decoys.isAlive(server), false);
    assert.equal(existsSync(folder.path), false);
  });

  it('leaves a server alone that a living window uses', async () => {
    const folder = places.createInStorage();
    const server = await marked(folder);
    await leave(server, {}, folder);
    folder.lease(await decoys.start({ name: 'extension host' }));
    await reap();
    assert.equal(decoys.isAlive(server), true);
    assert.notEqual(folder.record, undefined);
    assert.deepEqual(log.lines, []);
  });

  it('takes no process for a window that has got the number of one', async () => {
    const folder = places.createInStorage();
    const server = await marked(folder);
    await leave(server, {}, folder);
    folder.lease({ pid: (await decoys.start()).pid, startedAt: '1' });
    await reap();
    assert.equal(decoys.isAlive(server), false);
  });

  it('leaves a server alone in doubt: when it is not known which process its window was', async () => {
    const folder = places.createInStorage();
    const server = await marked(folder);
    await leave(server, {}, folder);
    const { pid } = await decoys.start({ name: 'extension host' });
    folder.lease({ pid, startedAt: '' });
    await reap();
    assert.equal(decoys.isAlive(server), true);
    assert.notEqual(folder.record, undefined);
  });

  it('takes no lease for one of a window when nothing has its number', async () => {
    const folder = places.createInStorage();
    const server = await marked(folder);
    await leave(server, {}, folder);
    folder.lease({ pid: (await decoys.dead()).pid, startedAt: '' });
    await reap();
    assert.equal(decoys.isAlive(server), false);
  });

  it('touches no process for its number alone', async () => {
    const stranger = await decoys.start({ name: 'opencode serve' });
    const folder = await leave({ pid: stranger.pid, startedAt: '' });
    await reap();
    assert.equal(decoys.isAlive(stranger), true);
    assert.equal(existsSync(folder.path), false);
  });

  it('leaves a server alone that this window uses, whatever the clock says', async () => {
    const folder = places.createInStorage();
    const server = await marked(folder);
    await leave(server, { createdAt: 0 }, folder);
    folder.lease(await thisProcess());
    const years = 10 * 365 * 86_400_000;
    for (const off of [-years, years]) await reap({ ...systemClock, now: () => Date.now() + off });
    assert.equal(decoys.isAlive(server), true);
  });

  it('touches no process that only looks like one of ours', async () => {
    const name = 'opencode serve --hostname 127.0.0.1 --port 1';
    const other = places.createInStorage();
    const folder = places.createInStorage();
    const strangers = [
      await decoys.start({ name }),
      await decoys.start({ name: folder.mark }),
      await decoys.start({ name, env: { OTHER: folder.mark } }),
      await decoys.start({ name, env: { OPENCODE_SESSIONS_RUN: `${folder.id}0` } }),
      await marked(other, { name }),
    ];
    other.lease(await thisProcess());
    await leave(await decoys.dead(), {}, folder);
    await reap();
    assert.deepEqual(strangers.filter(decoys.isAlive), strangers);
    assert.equal(existsSync(folder.path), false);
  });

  it('touches no process of another user', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const folder = places.createInStorage();
    const stranger = await marked(folder, { name: 'opencode', uid: 65_534 });
    await leave(await decoys.dead(), {}, folder);
    await reap();
    assert.equal(decoys.isAlive(stranger), true);
  });

  it('touches no process that has got the number of a server', async () => {
    const heir = await decoys.start({ name: 'opencode serve' });
    const folder = await leave({ pid: heir.pid, startedAt: '1' });
    await reap();
    assert.equal(decoys.isAlive(heir), true);
    assert.equal(existsSync(folder.path), false);
  });

  it('touches no server that bears the mark of another run', async () => {
    const other = places.createInStorage();
    other.lease(await thisProcess());
    const server = await marked(other);
    await leave(server);
    await reap();
    assert.equal(decoys.isAlive(server), true);
  });

  it('touches nothing of another machine that shares the storage', async () => {
    const folder = places.createInStorage();
    const server = await marked(folder);
    await leave(server, { host: 'elsewhere' }, folder);
    await reap();
    assert.equal(decoys.isAlive(server), true);
    assert.notEqual(folder.record, undefined);
  });

  it('touches nothing of another container of this boot', async () => {
    const folder = await leave(await decoys.start(), { space: 'another' });
    await reap();
    assert.notEqual(folder.record, undefined);
  });

  it('leaves the claims of another machine alone', async () => {
    const machine = { ...thisMachine(), host: '00000000' };
    const name = claimName({ isDraft: false, machine, of: 'root' });
    const owner = `${nameOf(await decoys.dead())}-01234567`;
    mkdirSync(join(places.servers, name), { recursive: true });
    writeFileSync(join(places.servers, name, owner), '');
    await reap();
    assert.equal(existsSync(join(places.servers, name, owner)), true);
    assert.deepEqual(log.lines, []);
  });

  it('removes what is left of an earlier boot, and takes no process for one of then', async () => {
    const stranger = await decoys.start({ name: 'opencode serve' });
    const folder = await leave(stranger, { boot: 'an earlier one' });
    await reap();
    assert.equal(decoys.isAlive(stranger), true);
    assert.equal(existsSync(folder.path), false);
  });

  it('ends what bears the mark of a run whose record is torn', async () => {
    const folder = await leave();
    const server = await marked(folder);
    writeFileSync(join(folder.path, 'server.json'), '{"format":1,"root');
    await reap();
    assert.equal(decoys.isAlive(server), false);
    assert.equal(existsSync(folder.path), false);
  });

  it('leaves alone what it cannot read or does not know, and says so once', async () => {
    const unreadable = await leave();
    rmSync(join(unreadable.path, 'server.json'));
    mkdirSync(join(unreadable.path, 'server.json'));
    const newer = await leave();
    writeFileSync(join(newer.path, 'server.json'), '{"format":2}');
    const server = await marked(newer);
    const stray = join(places.servers, 'notes.txt');
    writeFileSync(stray, '');
    const reaper = new Reaper(places, systemClock, log);
    await reaper.reap();
    await reaper.reap();
    assert.equal(decoys.isAlive(server), true);
    for (const path of [unreadable.path, newer.path, stray]) {
      assert.equal(existsSync(path), true);
      assert.equal(log.lines.filter((line) => line.startsWith(`warn ${path} is left`)).length, 1);
    }
  });

  it('gives a window the time to put its lease into the folder that it has made', async () => {
    const young = places.createInStorage();
    const old = places.createInStorage();
    utimesSync(old.path, 1_000, 1_000);
    await reap();
    assert.deepEqual([existsSync(young.path), existsSync(old.path)], [true, false]);
  });

  it('looks where servers go for want of space, too, but trusts only what is private there', async () => {
    const own = await leave(undefined, {}, places.createInTemp());
    const planted = await leave(undefined, {}, places.createInTemp());
    chmodSync(planted.path, 0o777);
    const tools = [await marked(own), await marked(planted)];
    await reap();
    assert.deepEqual(tools.map(decoys.isAlive), [false, true]);
    assert.deepEqual([own.path, planted.path].map(existsSync), [false, true]);
  });

  it('does no harm when windows do it at the same time', async () => {
    const folders: RunFolder[] = [];
    const processes: ProcessRef[] = [];
    for (let count = 0; count < 4; count++) {
      const folder = places.createInStorage();
      const server = await marked(folder);
      processes.push(server, await marked(folder));
      folders.push(await leave(server, {}, folder));
    }
    await Promise.all([reap(), reap(), reap()]);
    assert.deepEqual(processes.filter(decoys.isAlive), []);
    assert.deepEqual(
      folders.filter(({ path }) => existsSync(path)),
      [],
    );
    assert.deepEqual(
      log.lines.filter((line) => !line.startsWith('info')),
      [],
    );
  });

  it('finds nothing where nothing was ever started', async () => {
    await reap();
    writeFileSync(join(directory, 'storage'), 'a file');
    await reap();
    assert.deepEqual(log.lines, []);
  });
});
