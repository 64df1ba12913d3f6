import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../src/base/time.ts';
import { nameOf, type ProcessRef } from '../../../../src/opencode/process/processIdentity.ts';
import { thisProcess } from '../../../../src/opencode/process/processTable.ts';
import { claimName } from '../../../../src/opencode/registry/claimName.ts';
import { thisMachine } from '../../../../src/opencode/registry/machine.ts';
import {
  dropDeadClaims,
  RootClaim,
  type ClaimOptions,
} from '../../../../src/opencode/registry/rootClaim.ts';
import { Decoys } from '../../../support/decoys.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { LogLines } from '../../../support/logLines.ts';
import { until } from '../../../support/until.ts';

describe('the sole right to start the server of a root', () => {
  let directory: string;
  let folder: string;
  let clock: FakeClock;
  let log: LogLines;
  let waits: number;
  let window: ProcessRef;
  const decoys = new Decoys();
  const never = new AbortController().signal;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'root-claim-'));
    folder = join(directory, 'servers');
    clock = new FakeClock();
    log = new LogLines();
    waits = 0;
    window = await thisProcess();
  });
  afterEach(async () => {
    await decoys.end();
    rmSync(directory, { recursive: true });
  });

  const take = (change: Partial<ClaimOptions> = {}, signal = never) => {
    const onWaiting = () => void (waits += 1);
    const options = { folder, rootKey: 'a', window, clock, log, onWaiting };
    return RootClaim.take({ ...options, ...change }, signal);
  };

  /** What a window leaves that is ended by force. */
  function leave(owner: ProcessRef, rootKey = 'a', machine = thisMachine()): string {
    const name = claimName({ isDraft: false, machine, of: rootKey });
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, `${nameOf(owner)}-01234567`), '');
    return name;
  }

  function leaveDraft(owner: ProcessRef, machine = thisMachine()): string {
    const of = `${nameOf(owner)}-01234567`;
    const name = claimName({ isDraft: true, machine, of });
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, of), '');
    return name;
  }

  it('is free again when it is released, and leaves nothing', async () => {
    (await take()).release();
    (await take()).release();
    assert.equal(waits, 0);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('makes the next one wait, and says so', async () => {
    const first = await take();
    const second = take();
    await until(() => waits === 1, { what: 'the second to wait' });
    clock.advance(250);
    await until(() => waits === 2, { what: 'the second to wait on' });
    first.release();
    clock.advance(250);
    (await second).release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('does not concern other roots', async () => {
    const first = await take();
    (await take({ rootKey: 'b' })).release();
    first.release();
    assert.equal(waits, 0);
  });

  it('is lost by a window that is dead', async () => {
    leave(await decoys.dead());
    (await take()).release();
    assert.equal(waits, 0);
  });

  it('is lost by a window whose number another process has', async () => {
    leave({ pid: process.pid, startedAt: '1' });
    (await take()).release();
    assert.equal(waits, 0);
  });

  it('is not lost by a window that lives', async () => {
    const stop = new AbortController();
    leave(await decoys.start());
    const waiting = take({}, stop.signal);
    await until(() => waits === 1, { what: 'the wait' });
    await decoys.end();
    clock.advance(250);
    (await waiting).release();
  });

  it('is not held by what somebody put there', async () => {
    const path = join(folder, claimName({ isDraft: false, machine: thisMachine(), of: 'a' }));
    mkdirSync(path, { recursive: true });
    (await take()).release();
    mkdirSync(path);
    writeFileSync(join(path, '.DS_Store'), '');
    (await take()).release();
    assert.equal(waits, 0);
  });

  it('can be given up while waiting', async () => {
    const stop = new AbortController();
    const first = await take();
    const second = take({}, stop.signal);
    await until(() => waits === 1, { what: 'the wait' });
    stop.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
    assert.equal(clock.waiting, 0);
    first.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('belongs to one at a time, however many ask', async () => {
    leave(await decoys.dead());
    let holders = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const claim = await take({ clock: systemClock });
        holders += 1;
        most = Math.max(most, holders);
        await systemClock.wait(5);
        holders -= 1;
        claim.release();
      }),
    );
    assert.equal(most, 1);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is tidied up after the dead only', async () => {
    const [living, dead] = [await decoys.start(), await decoys.dead()];
    const left = [leave(living, 'living'), leaveDraft(living)];
    leave(dead, 'dead');
    leaveDraft(dead);
    await dropDeadClaims(folder, log);
    assert.deepEqual(readdirSync(folder).toSorted(), left);
  });

  it('is tidied up after all windows of an earlier boot', async () => {
    const living = await decoys.start();
    const machine = { ...thisMachine(), boot: '00000000' };
    leave(living, 'a', machine);
    leaveDraft(living, machine);
    await dropDeadClaims(folder, log);
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const other of ['host', 'space'] as const)
    it(`does not concern what has another ${other}, where nobody here can tell who is dead`, async () => {
      const machine = { ...thisMachine(), [other]: '00000000' };
      const dead = await decoys.dead();
      const left = [leave(dead, 'a', machine), leaveDraft(dead, machine)];
      (await take()).release();
      await dropDeadClaims(folder, log);
      assert.equal(waits, 0);
      assert.deepEqual(readdirSync(folder).toSorted(), left);
    });

  it('stands not in the way of its window when the disk did not let go of it', async () => {
    const claim = await take();
    const path = join(folder, readdirSync(folder)[0] ?? '');
    const owner = join(path, readdirSync(path)[0] ?? '');
    rmSync(owner);
    mkdirSync(owner);
    claim.release();
    assert.match(log.lines.join('\n'), /^warn .*EISDIR.*$/);
    await assert.rejects(take(), /EISDIR/);
    rmSync(owner, { recursive: true });
    writeFileSync(owner, '');
    (await take()).release();
    assert.equal(waits, 0);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is tidied up after all others when the disk does not let go of one', async () => {
    const dead = await decoys.dead();
    const kept = leave(dead, 'a');
    leave(dead, 'b');
    mkdirSync(join(folder, kept, `${nameOf(dead)}-89abcdef`));
    await dropDeadClaims(folder, log);
    assert.deepEqual(readdirSync(folder), [kept]);
    assert.equal(log.lines.length, 1);
  });

  it('cannot be had where nothing can be written', async () => {
    writeFileSync(folder, 'a file');
    await assert.rejects(take(), /ENOTDIR|EEXIST/);
  });
});
