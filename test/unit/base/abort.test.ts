import assert from 'node:assert/strict';
import { unlessAborted, untilAborted } from '../../../src/base/abort.ts';

describe('waiting until a signal aborts', () => {
  const never = new Promise<string>(() => undefined);

  it('ends with the work when that is first', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessAborted(Promise.resolve('done'), signal), 'done');
    await assert.rejects(unlessAborted(Promise.reject(new Error('no')), signal), /no/);
  });

  it('ends with the reason when the signal is first', async () => {
    const stop = new AbortController();
    const waiting = unlessAborted(never, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    await assert.rejects(unlessAborted(never, stop.signal), /enough/);
    await untilAborted(stop.signal);
  });

  it('ends for the work that fails after the signal without an unhandled rejection', async () => {
    const late = new Promise<string>((_, reject) => {
      setImmediate(() => reject(new Error('late')));
    });
    await assert.rejects(unlessAborted(late, AbortSignal.abort(new Error('enough'))), /enough/);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  });
});
