/** Waits for conditions that change when somebody says so. */
export class Waiter {
  readonly #waiting = new Set<() => void>();

  notify(): void {
    for (const check of new Set(this.#waiting)) check();
  }

  until(test: () => boolean, what: () => string, limitMs = 25_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        settle();
      };
      const check = () => {
        if (test()) finish(resolve);
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`Waited in vain for ${what()}`))),
        limitMs,
      );
      this.#waiting.add(check);
      check();
    });
  }
}
