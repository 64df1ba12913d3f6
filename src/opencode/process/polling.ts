import type { Clock } from '../../base/time.ts';

const pollMs = 250;

/** Resolves with true once the test holds, with false when the signal aborts before. */
export async function untilTrue(
  test: () => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    if (test()) return true;
    await clock.wait(pollMs, signal);
  }
  return false;
}
