import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { ErrorCode } from '../base/errors.ts';
import type { RootState } from '../session/state.ts';
import type { StateChange, Store } from '../session/store.ts';
import type { ErrorNotifier } from './notifyError.ts';

/** One notification when servers cannot run, not one for each root or attempt with the same reason. */
export class ServerNotices implements Disposable {
  readonly #store = new DisposableStore();
  readonly #notifier: ErrorNotifier;
  #shown: string | undefined;

  constructor(store: Store, notifier: ErrorNotifier) {
    this.#notifier = notifier;
    this.#store.add(store.onDidChange((change) => this.#compare(change)));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #compare({ state, previous }: StateChange): void {
    for (const root of state.roots.values()) {
      if (root.server !== previous.roots.get(root.id)?.server) this.#update(root);
    }
  }

  #update({ id, server }: RootState): void {
    // Not at each start: views that come back into sight try again, and that must not nag.
    if (server.kind === 'ready') this.#shown = undefined;
    if (server.kind !== 'crashed' && server.kind !== 'refused') return;
    // It comes back by itself; the views say when.
    if (server.kind === 'crashed' && server.restartsAt !== undefined) return;
    const { code, attachedTo = '' } = server.error;
    const reason = `${code} ${attachedTo}`;
    if (isChosen(code) || reason === this.#shown) return;
    this.#shown = reason;
    void this.#notifier.show(server.error, id);
  }
}

/** The person's own choice, which the panel shows; a notification would only nag. */
function isChosen(code: ErrorCode): boolean {
  return code === 'workspace-untrusted' || code === 'stopped-elsewhere';
}
