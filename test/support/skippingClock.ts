import type { Clock } from '../../src/base/time.ts';

interface Wait {
  readonly endsAt: number;
  readonly finish: () => void;
}

/** Real time, with stretches that can be skipped: what falls due in them is over at once. */
export class SkippingClock implements Clock {
  readonly #waits = new Set<Wait>();
  readonly #hasteMs: number;
  #skipped = 0;

  /** Waits of up to `hasteMs` take no time. */
  constructor(hasteMs = 0) {
    this.#hasteMs = hasteMs;
  }

  now(): number {
    return Date.now() + this.#skipped;
  }

  /** How many waits have neither ended nor been aborted. */
  get waiting(): number {
    return this.#waits.size;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        this.#waits.delete(wait);
        resolve();
      };
      const wait = { endsAt: this.now() + ms, finish };
      this.#waits.add(wait);
      const timer = setTimeout(finish, ms <= this.#hasteMs ? 0 : ms);
      signal?.addEventListener('abort', finish, { once: true });
      if (signal?.aborted === true) finish();
    });
  }

  /** As when a machine wakes up: nothing has run meanwhile. */
  skip(ms: number): void {
    this.#skipped += ms;
    const now = this.now();
    for (const wait of this.#waits) if (wait.endsAt <= now) wait.finish();
  }
}
