import assert from 'node:assert/strict';
import { AppError, toAppError } from '../../../src/base/errors.ts';
import { createDeferred } from '../../../src/base/deferred.ts';

describe('toAppError', () => {
  it('passes our own through', () => {
    const error = new AppError('not-found', 'Nothing there.');
    assert.equal(toAppError(error), error);
    assert.ok(AppError.is(error, 'not-found'));
    assert.ok(!AppError.is(error, 'cancelled'));
  });

  it('tells an abort from a failure and keeps the cause', () => {
    const abort = new DOMException('Aborted', 'AbortError');
    assert.equal(toAppError(abort).code, 'cancelled');
    const failure = new TypeError('x is not a function');
    assert.equal(toAppError(failure).code, 'unexpected');
    assert.equal(toAppError(failure).cause, failure);
    assert.equal(toAppError('text').message, 'text');
  });
});

describe('createDeferred', () => {
  it('settles from outside', async () => {
    const deferred = createDeferred<number>();
    deferred.resolve(1);
    deferred.resolve(2);
    assert.equal(await deferred.promise, 1);
  });

  it('may be rejected with nobody waiting', async () => {
    const deferred = createDeferred<number>();
    deferred.reject(new Error('unheard'));
    await assert.rejects(deferred.promise, /unheard/);
  });
});
