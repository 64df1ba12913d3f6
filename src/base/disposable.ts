/** Shape-compatible with `vscode.Disposable`. */
export interface Disposable {
  dispose(): void;
}

export function toDisposable(dispose: () => void): Disposable {
  return { dispose };
}

/** Owns things that must end. Anything added after disposal ends at once. */
export class DisposableStore implements Disposable {
  #items: Set<Disposable> | undefined = new Set();

  get isDisposed(): boolean {
    return this.#items === undefined;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#items) this.#items.add(item);
    else item.dispose();
    return item;
  }

  /** Ends one item early and forgets it. */
  delete(item: Disposable): void {
    if (this.#items?.delete(item)) item.dispose();
  }

  /** Ends everything, newest first. */
  dispose(): void {
    const items = [...(this.#items ?? [])];
    this.#items = undefined;
    for (const item of items.toReversed()) item.dispose();
  }
}
