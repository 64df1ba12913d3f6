import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter.ts';

describe('Emitter', () => {
  it('reaches every listener although one throws', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    const broken = new Error('broken');
    emitter.event(() => {
      throw broken;
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(1);
    assert.deepEqual(heard, [1]);
    assert.deepEqual(errors, [broken]);
  });

  it('keeps two subscriptions of one function apart', () => {
    let count = 0;
    const emitter = new Emitter<void>(() => undefined);
    const listener = () => void (count += 1);
    const first = emitter.event(listener);
    emitter.event(listener);
    first.dispose();
    emitter.fire();
    assert.equal(count, 1);
    assert.equal(emitter.listenerCount, 1);
  });

  it('tells nobody who subscribes while it fires, and nobody after disposal', () => {
    let late = 0;
    const emitter = new Emitter<void>(() => undefined);
    const first = emitter.event(() => {
      first.dispose();
      emitter.event(() => void (late += 1));
    });
    emitter.fire();
    assert.equal(late, 0);
    emitter.dispose();
    emitter.fire();
    assert.equal(late, 0);
  });
});
