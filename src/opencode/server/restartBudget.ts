import { AppError } from '../../base/errors.ts';
import { backoff } from '../../base/time.ts';

const mostRestarts = 5;
const windowMs = 10 * 60_000;
const firstDelayMs = 1_000;
const longestDelayMs = 30_000;

/** How often a server that keeps ending is started again without being asked: 5 times in 10 minutes. */
export class RestartBudget {
  #restarts: readonly number[] = [];

  /** Milliseconds to wait before the next restart; undefined when there were too many. */
  take(now: number): number | undefined {
    this.#restarts = this.#restarts.filter((time) => now - time < windowMs);
    const count = this.#restarts.length;
    if (count >= mostRestarts) return undefined;
    this.#restarts = [...this.#restarts, now];
    return backoff(count, firstDelayMs, longestDelayMs);
  }

  /** A person has taken over: whatever happened before no longer counts. */
  clear(): void {
    this.#restarts = [];
  }
}

/** In place of the last reason, when there were too many. */
export function keepsEnding(last: AppError): AppError {
  const message = `It ended ${mostRestarts + 1} times within ${windowMs / 60_000} minutes.`;
  return new AppError('server-keeps-ending', message, { cause: last, detail: last.detail ?? '' });
}
