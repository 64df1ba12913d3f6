import { toAppError, type AppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { backoff, type Clock } from '../base/time.ts';

const firstDelayMs = 250;
const longestDelayMs = 5_000;
/** Where people know of it already, and can have it tried at once. */
const patientDelayMs = 60_000;

/** Failures in a row before people are told. */
export const mostAttempts = 3;

export interface RetryOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** It goes on failing, or there is nothing to find. Told again whenever it has failed once more. */
  readonly onFailing?: (error: AppError) => void;
}

/** Until it works, the signal ends it or it will not work in this way ever. */
export async function retry(
  what: string,
  work: () => Promise<void>,
  options: RetryOptions,
): Promise<void> {
  const { clock, log, signal, onFailing } = options;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const reason = toAppError(error);
      if (signal.aborted) return;
      log.warn(`Could not load ${what}: ${reason.message}`);
      const isFailing = attempt >= mostAttempts || reason.code === 'not-found';
      if (isFailing) onFailing?.(reason);
      if (isFailing && !mayPassSomeDay(reason)) return;
      await clock.wait(isFailing ? patientDelay(attempt) : retryDelay(attempt - 1), signal);
    }
  }
}

function patientDelay(attempt: number): number {
  return backoff(attempt - mostAttempts, longestDelayMs, patientDelayMs);
}

/** Milliseconds before attempt number `attempt`, counted from 0. */
export function retryDelay(attempt: number): number {
  return backoff(attempt, firstDelayMs, longestDelayMs);
}

/** Cancelled: the server is being stopped, and whoever stops it says so. */
export function mayPass({ code }: AppError): boolean {
  return code === 'server-unreachable' || code === 'cancelled';
}

/** What the server fails at now it may be able to do later. */
export function mayPassSomeDay(error: AppError): boolean {
  return mayPass(error) || error.code === 'http-status';
}
