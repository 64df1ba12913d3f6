import { toDisposable, type Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';

export interface LeftoversOptions {
  /** Quick, and starts nothing. */
  readonly isAnythingThere: () => boolean;
  readonly end: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

const delayMs = 2_000;

/** Ends what earlier windows have left running, once this one has settled: it may never start a server. */
export function endLeftovers({ isAnythingThere, end, clock, log }: LeftoversOptions): Disposable {
  const closing = new AbortController();
  const look = async () => {
    await clock.wait(delayMs, closing.signal);
    if (!closing.signal.aborted && isAnythingThere()) await end();
  };
  look().catch((error: unknown) => log.error(String(error)));
  return toDisposable(() => closing.abort());
}
