import assert from 'node:assert/strict';
import type { ProcessRef } from '../../../../src/opencode/process/processIdentity.ts';
import { AdoptedProcess } from '../../../../src/opencode/registry/adoptedProcess.ts';
import { Decoys } from '../../../support/decoys.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { until } from '../../../support/until.ts';

describe('a server that another window has started', () => {
  let clock: FakeClock;
  let asked: number;
  let running: ProcessRef;
  const decoys = new Decoys();

  beforeEach(async () => {
    clock = new FakeClock();
    asked = 0;
    running = await decoys.start();
  });
  afterEach(() => decoys.end());

  const binary = '/opencode';
  const dispose = async () => void (asked += 1);

  it('is asked, and then ended', async () => {
    const adopted = new AdoptedProcess({ ...running, binary }, clock);
    let isGone: boolean | undefined;
    void adopted.stop(dispose).then((end) => (isGone = end));
    const passing = () => {
      clock.advance(250);
      return isGone;
    };
    assert.equal(await until(passing, { what: 'its end' }), true);
    assert.deepEqual([asked, decoys.isAlive(running)], [1, false]);
    assert.equal(clock.waiting, 0);
  });

  it('is neither asked nor ended when another process has got its number', async () => {
    const byNumber = { isRunning: async () => false, mayRun: () => true, isSameNow: () => true };
    const adopted = new AdoptedProcess({ ...running, binary }, clock, byNumber);
    assert.equal(await adopted.stop(dispose), true);
    assert.deepEqual([asked, decoys.isAlive(running)], [0, true]);
    assert.equal(clock.waiting, 0);
  });

  it('is asked only, with nothing ended below its number, when its start is not known', async () => {
    const adopted = new AdoptedProcess({ pid: process.pid, startedAt: '', binary }, clock);
    const stopping = adopted.stop(dispose);
    await clock.elapse(2_500 + 2_000 + 2_000);
    assert.equal(await stopping, false);
    assert.deepEqual([asked, decoys.isAlive(running)], [1, true]);
    assert.equal(clock.waiting, 0);
  });
});
