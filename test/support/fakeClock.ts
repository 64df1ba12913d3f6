import type { Clock } from '../../src/base/time.ts';

interface Waiter {
  readonly at: number;
  readonly finish: () => void;
}

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  readonly #waiters = new Set<Waiter>();
  #now = 1_700_000_000_000;

  now(): number {
    return this.#now;
  }

  /** How many waits have neither ended nor been aborted. */
  get waiting(): number {
    return this.#waiters.size;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        this.#waiters.delete(waiter);
        resolve();
      };
      const waiter = { at: this.#now + ms, finish };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', finish, { once: true });
      if (signal?.aborted) finish();
    });
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const waiter of this.#waiters) if (waiter.at <= this.#now) waiter.finish();
  }
}
