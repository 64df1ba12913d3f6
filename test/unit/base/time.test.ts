import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { backoff, systemClock } from '../../../src/base/time.ts';

describe('backoff', () => {
  it('stays between half and the whole of the doubled delay, and below the bound', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.nat(2_000), unit, (attempt, random) => {
        const full = Math.min(5_000, 250 * 2 ** attempt);
        const delay = backoff(attempt, 250, 5_000, () => random);
        assert.ok(delay >= Math.floor(full / 2) && delay <= full, `${delay} of ${full}`);
      }),
    );
  });

  it('doubles', () => {
    const delays = [0, 1, 2, 9].map((attempt) => backoff(attempt, 250, 5_000, () => 1));
    assert.deepEqual(delays, [250, 500, 1_000, 5_000]);
  });
});

describe('systemClock', () => {
  it('ends a wait when it is aborted', async () => {
    const controller = new AbortController();
    const wait = systemClock.wait(1_000_000, controller.signal);
    controller.abort();
    await wait;
  });

  it('does not wait for what is aborted already', async () => {
    await systemClock.wait(1_000_000, AbortSignal.abort());
  });

  it('waits', async () => {
    await systemClock.wait(1);
  });
});
