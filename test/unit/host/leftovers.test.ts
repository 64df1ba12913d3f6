import assert from 'node:assert/strict';
import { endLeftovers } from '../../../src/host/leftovers.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { LogLines } from '../../support/logLines.ts';
import { settled } from '../../support/sessionWorld.ts';

describe('the look for what earlier windows left', () => {
  async function look(isThere: boolean, end = async () => undefined): Promise<string[]> {
    const clock = new FakeClock();
    const log = new LogLines();
    const steps: string[] = [];
    const isAnythingThere = () => {
      steps.push('looked');
      return isThere;
    };
    const ending = async () => {
      steps.push('ended');
      await end();
    };
    const watch = endLeftovers({ isAnythingThere, end: ending, clock, log });
    assert.deepEqual(steps, []);
    clock.advance(2_000);
    await settled();
    watch.dispose();
    assert.equal(clock.waiting, 0);
    return [...steps, ...log.lines];
  }

  it('ends it after a while', async () => {
    assert.deepEqual(await look(true), ['looked', 'ended']);
  });

  it('loads nothing where there is nothing', async () => {
    assert.deepEqual(await look(false), ['looked']);
  });

  it('tells the log when that fails', async () => {
    const failing = async () => {
      throw new Error('no');
    };
    assert.deepEqual(await look(true, failing), ['looked', 'ended', 'error Error: no']);
  });

  it('does not happen in a window that closes', async () => {
    const clock = new FakeClock();
    const fail = () => assert.fail('It has closed.');
    const log = new LogLines();
    endLeftovers({ isAnythingThere: fail, end: fail, clock, log }).dispose();
    assert.equal(clock.waiting, 0);
    await settled();
    assert.deepEqual(log.lines, []);
  });
});
