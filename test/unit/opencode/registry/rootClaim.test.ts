import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../src/base/time.ts';
import { nameOf, type ProcessRef } from '../../../../src/opencode/process/processIdentity.ts';
import { thisProcess } from '../../../../src/opencode/process/processTable.ts';
import {
  dropDeadClaims,
  RootClaim,
  type ClaimOptions,
} from '../../../../src/opencode/registry/rootClaim.ts';
import { Decoys } from '../../../support/decoys.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { until } from '../../../support/until.ts';

describe('the sole right to start the server of a root', () => {
  let directory: string;
  let folder: string;
  let clock: FakeClock;
  let waits: number;
  let window: ProcessRef;
  const decoys = new Decoys();
  const never = new AbortController().signal;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'root-claim-'));
    folder = join(directory, 'servers');
    clock = new FakeClock();
    waits = 0;
    window = await thisProcess();
  });
  afterEach(async () => {
    await decoys.end();
    rmSync(directory, { recursive: true });
  });

  const take = (change: Partial<ClaimOptions> = {}, signal = never) => {
    const onWaiting = () => void (waits += 1);
    return RootClaim.take({ folder, rootKey: 'a', window, clock, onWaiting, ...change }, signal);
  };

  /** What a window leaves that is ended by force. */
  function leave(owner: ProcessRef, rootKey = 'a'): void {
    const path = join(folder, `claim-${rootKey}`);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, `${nameOf(owner)}-01234567`), '');
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
    mkdirSync(join(folder, 'claim-a'), { recursive: true });
    (await take()).release();
    mkdirSync(join(folder, 'claim-a'));
    writeFileSync(join(folder, 'claim-a/.DS_Store'), '');
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
    const living = await decoys.start();
    leave(living, 'living');
    leave(await decoys.dead(), 'dead');
    for (const owner of [living, await decoys.dead()])
      mkdirSync(join(folder, `claiming-${nameOf(owner)}-01234567`));
    await dropDeadClaims(folder);
    const left = ['claim-living', `claiming-${nameOf(living)}-01234567`];
    assert.deepEqual(readdirSync(folder).toSorted(), left);
  });

  it('cannot be had where nothing can be written', async () => {
    writeFileSync(folder, 'a file');
    await assert.rejects(take(), /ENOTDIR|EEXIST/);
  });
});
