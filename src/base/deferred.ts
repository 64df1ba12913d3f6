/** A promise that somebody else settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** Nobody has to wait for it: a rejection without a waiter is not an unhandled one. */
export function createDeferred<T>(): Deferred<T> {
  const settle: Pick<Deferred<T>, 'resolve' | 'reject'>[] = [];
  const promise = new Promise<T>((resolve, reject) => settle.push({ resolve, reject }));
  promise.catch(() => undefined);
  return {
    promise,
    resolve: (value) => settle[0]?.resolve(value),
    reject: (error) => settle[0]?.reject(error),
  };
}
