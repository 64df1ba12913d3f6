import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { State } from '../session/state.ts';
import type { Store } from '../session/store.ts';

/** Lets menus offer to share only where a folder's configuration allows it. */
export function followSharing(store: Store): Disposable {
  let told: boolean | undefined;
  const tell = (state: State) => {
    const canShare = [...state.roots.values()].some(({ catalog }) => catalog.canShare);
    if (canShare === told) return;
    told = canShare;
    void vscode.commands.executeCommand('setContext', 'opencodeSessions.canShare', canShare);
  };
  tell(store.state);
  return store.onDidChange(({ state }) => tell(state));
}
