import { toDisposable, type Disposable } from '../base/disposable.ts';
import type { RootId, SessionId } from '../model/ids.ts';
import { statusOf } from './selectors.ts';
import type { Store } from './store.ts';

interface Viewed {
  readonly rootId: RootId;
  count: number;
}

/**
 * Counts who looks at which conversation. One that is left in the middle of a turn stays open until
 * the turn ends: the server could not give back the text that is being written.
 */
export class Viewers implements Disposable {
  readonly #store: Store;
  readonly #viewed = new Map<SessionId, Viewed>();
  readonly #subscription: Disposable;

  constructor(store: Store) {
    this.#store = store;
    this.#subscription = store.onDidChange(() => this.#closeLeft());
  }

  sessionsOf(root: RootId): readonly SessionId[] {
    return [...this.#viewed].filter(([, { rootId }]) => rootId === root).map(([id]) => id);
  }

  open(rootId: RootId, id: SessionId): Disposable {
    const viewed = this.#viewed.get(id) ?? { rootId, count: 0 };
    this.#viewed.set(id, viewed);
    viewed.count += 1;
    let isOpen = true;
    return toDisposable(() => {
      if (isOpen) viewed.count -= 1;
      isOpen = false;
      this.#closeLeft();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#viewed.clear();
  }

  #closeLeft(): void {
    for (const [id, { rootId, count }] of this.#viewed) {
      const root = this.#store.state.roots.get(rootId);
      if (count > 0 || (root && statusOf(root, id).kind !== 'idle')) continue;
      this.#viewed.delete(id);
      this.#store.dispatch({ kind: 'transcriptClosed', rootId, sessionId: id });
    }
  }
}
