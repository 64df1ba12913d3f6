import type { Clock } from '../../src/base/time.ts';

interface Waiter {
  /** In the time that timers know. */
  readonly at: number;
  readonly finish: () => void;
}

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  readonly #waiters = new Set<Waiter>();
  #passed = 0;
  #start = 1_700_000_000_000;

  now(): number {
    return this.#start + this.#passed;
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
      const waiter = { at: this.#passed + ms, finish };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', finish, { once: true });
      if (signal?.aborted) finish();
    });
  }

  advance(ms: number): void {
    this.#passed += ms;
    for (const waiter of this.#waiters) if (waiter.at <= this.#passed) waiter.finish();
  }

  /** Lets timers end one after the other, as in real time, each with what follows from it. */
  async elapse(ms: number): Promise<void> {
    const end = this.#passed + ms;
    await turns();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.advance(Math.max(0, next - this.#passed));
      await turns();
    }
    this.advance(end - this.#passed);
    await turns();
  }

  /** The clock on the wall is set, or the machine slept; timers know nothing of it. */
  jump(ms: number): void {
    this.#start += ms;
  }

  #next(end: number): number | undefined {
    const due = [...this.#waiters].map(({ at }) => at).filter((at) => at <= end);
    return due.length === 0 ? undefined : Math.min(...due);
  }
}

/** What follows from a timer may take some turns of the event loop. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
