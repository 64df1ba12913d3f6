import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { RootId, SessionId } from '../model/ids.ts';
import { withoutLinks } from '../present/cleanText.ts';
import { lateStop } from '../present/stopText.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { RootState } from '../session/state.ts';
import type { StateChange, Store } from '../session/store.ts';
import type { Actions } from './actions.ts';

export interface StopNoticesOptions {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly actions: Actions;
  readonly onError: (error: unknown, root: RootId) => void;
}

/** Offers a way out, once for each stop that the server does not confirm in time. */
export class StopNotices implements Disposable {
  readonly #options: StopNoticesOptions;
  readonly #subscription: Disposable;

  constructor(options: StopNoticesOptions) {
    this.#options = options;
    this.#subscription = options.store.onDidChange((change) => this.#compare(change));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #compare({ state, previous }: StateChange): void {
    for (const root of state.roots.values()) {
      const before = previous.roots.get(root.id)?.stopping;
      if (root.stopping === before) continue;
      for (const [id, { isLate }] of root.stopping) {
        if (isLate && !before?.get(id)?.isLate) this.#offer(root, id);
      }
    }
  }

  #offer(root: RootState, id: SessionId): void {
    this.#ask(root, id).catch((error: unknown) => this.#options.onError(error, root.id));
  }

  async #ask(root: RootState, id: SessionId): Promise<void> {
    const late = lateStop(root, id);
    if (!late) return;
    const labels = late.actions.map(({ label }) => label);
    const choice = await vscode.window.showWarningMessage(
      withoutLinks(late.title),
      ...labels,
      'Keep Waiting',
    );
    const action = late.actions.find(({ label }) => label === choice);
    if (!action) return;
    const { store, sessions, actions } = this.#options;
    const now = store.state.roots.get(root.id);
    if (!now || !lateStop(now, id)) {
      vscode.window.setStatusBarMessage('OpenCode: the session has stopped by now.', 5_000);
    } else if (action.id === 'stopAgain') await sessions.stopSession(root.id, id);
    else await actions.perform(action.id, root.id);
  }
}
