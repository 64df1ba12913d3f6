/** More than a proxy could tell twice. */
const most = 2_000;

/** The newest ids of events: what is told again changes nothing. */
export class SeenIds {
  readonly #ids = new Set<string>();

  /** Whether it is new. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > most && oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }
}
