import { AppError, toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { backoff, type Clock } from '../base/time.ts';

const firstDelayMs = 250;
const longestDelayMs = 5_000;

export interface RetryOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Until it works, the signal ends it or there is nothing to find. */
export async function retry(
  what: string,
  work: () => Promise<void>,
  { clock, log, signal }: RetryOptions,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (signal.aborted || AppError.is(error, 'not-found')) return;
      log.warn(`Could not load ${what}: ${toAppError(error).message}`);
      await clock.wait(retryDelay(attempt), signal);
    }
  }
}

/** Milliseconds before attempt number `attempt`, counted from 0. */
export function retryDelay(attempt: number): number {
  return backoff(attempt, firstDelayMs, longestDelayMs);
}

/** Cancelled: the server is being stopped, and whoever stops it says so. */
export function mayPass({ code }: AppError): boolean {
  return code === 'server-unreachable' || code === 'cancelled';
}
