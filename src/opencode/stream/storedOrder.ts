import type { StoredPlace } from './envelope.ts';

const mostSessions = 1_000;
/** So many gaps in a row are no loss: that server counts in another way. */
const mostGapsInARow = 8;

/** Finds out by OpenCode's own count when something that it stored was not told. */
export class StoredOrder {
  readonly #last = new Map<string, number>();
  #gapsInARow = 0;

  /** False when something is missing between this and what was told before. */
  follows({ of, number }: StoredPlace): boolean {
    const last = this.#last.get(of) ?? number - 1;
    this.#remember(of, Math.max(last, number));
    const isNext = number <= last + 1;
    this.#gapsInARow = isNext ? 0 : this.#gapsInARow + 1;
    return isNext || this.#gapsInARow > mostGapsInARow;
  }

  /** From here on everything counts as told: a snapshot brings what was not. */
  forget(): void {
    this.#last.clear();
  }

  #remember(of: string, number: number): void {
    this.#last.delete(of);
    this.#last.set(of, number);
    const [oldest] = this.#last.keys();
    if (this.#last.size > mostSessions && oldest !== undefined) this.#last.delete(oldest);
  }
}
