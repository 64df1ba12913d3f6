import { setTimeout as wait } from 'node:timers/promises';

export interface UntilOptions {
  /** Names what is waited for in the error. */
  readonly what: string;
  readonly timeoutMs?: number;
}

/** Asks again and again until there is an answer other than `undefined` or `false`. */
export async function until<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { what, timeoutMs = 30_000 }: UntilOptions,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`Timed out waiting for ${what}.`);
    await wait(50);
  }
}
