/** So much is explained by the seconds that a date is cut to, and by the way that an answer takes. */
const toleranceMs = 2_000;

/**
 * What time it is where the server runs, as far as the dates of its answers tell. OpenCode up to 1.17
 * takes a prompt whose id is from its future for one that is never answered, and answers it again and
 * again; one from its past for one that has been answered.
 */
export class ServerTime {
  readonly #localTime: () => number;
  #aheadMs = 0;

  constructor(localTime: () => number = Date.now) {
    this.#localTime = localTime;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#localTime() + this.#aheadMs;
  }

  /** @param date an HTTP `Date`, which has just arrived */
  heard(date: string | undefined): void {
    const aheadMs = Date.parse(date ?? '') - this.#localTime();
    if (Number.isNaN(aheadMs)) return;
    const isTolerated = aheadMs <= 0 && aheadMs >= -toleranceMs;
    this.#aheadMs = isTolerated ? 0 : aheadMs;
  }
}
