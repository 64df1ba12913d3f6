import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { AppError } from '../base/errors.ts';
import type { RootId } from '../model/ids.ts';
import type { ServerPool, ServerState } from '../model/server.ts';
import type { ErrorNotifier } from './notifyError.ts';

/** One notification when servers cannot run, not one for each root or attempt with the same reason. */
export class ServerNotices implements Disposable {
  readonly #store = new DisposableStore();
  readonly #notifier: ErrorNotifier;
  #shown: AppError['code'] | undefined;

  constructor(pool: ServerPool, notifier: ErrorNotifier) {
    this.#notifier = notifier;
    this.#store.add(pool.onDidChange(({ rootId, state }) => this.#update(rootId, state)));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(root: RootId, state: ServerState): void {
    // Not at each start: views that come back into sight try again, and that must not nag.
    if (state.kind === 'ready') this.#shown = undefined;
    if (state.kind !== 'crashed' && state.kind !== 'refused') return;
    // The panel itself says that the workspace is not trusted; a notification would only nag.
    if (state.error.code === 'workspace-untrusted' || state.error.code === this.#shown) return;
    this.#shown = state.error.code;
    void this.#notifier.show(state.error, root);
  }
}
