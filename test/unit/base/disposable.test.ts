import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '../../../src/base/disposable.ts';

describe('DisposableStore', () => {
  it('ends what it owns once, newest first', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => ended.push('first')));
    store.add(toDisposable(() => ended.push('second')));
    store.dispose();
    store.dispose();
    assert.deepEqual(ended, ['second', 'first']);
  });

  it('ends at once what comes late', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.dispose();
    store.add(toDisposable(() => ended.push('late')));
    assert.deepEqual(ended, ['late']);
    assert.equal(store.isDisposed, true);
  });

  it('ends all others when some cannot be ended, and then says which', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    const failing = (why: string) =>
      toDisposable(() => {
        throw new Error(why);
      });
    store.add(toDisposable(() => ended.push('first')));
    store.add(failing('EBUSY'));
    store.add(toDisposable(() => ended.push('second')));
    store.add(failing('EPERM'));
    assert.throws(() => store.dispose(), { code: 'unexpected', message: 'EPERM\nEBUSY' });
    assert.deepEqual(ended, ['second', 'first']);
    assert.equal(store.isDisposed, true);
    store.dispose();
  });

  it('ends one item early and only once', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    const item = store.add(toDisposable(() => ended.push('early')));
    store.delete(item);
    store.delete(item);
    store.dispose();
    assert.deepEqual(ended, ['early']);
  });
});
