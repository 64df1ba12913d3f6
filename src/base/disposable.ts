import { AppError, toAppError } from './errors.ts';

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

  /** Ends everything, newest first. @throws AppError with what failed, once all have had their turn */
  dispose(): void {
    const items = [...(this.#items ?? [])];
    this.#items = undefined;
    const failures = items.toReversed().flatMap(failureOf);
    if (failures.length === 0) return;
    const messages = failures.map((failure) => toAppError(failure).message);
    throw new AppError('unexpected', messages.join('\n'), { cause: failures[0] });
  }
}

/** None, or one. */
function failureOf(item: Disposable): readonly unknown[] {
  try {
    item.dispose();
    return [];
  } catch (error) {
    return [error];
  }
}
