import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { statusLine } from '../present/statusLine.ts';
import type { Store } from '../session/store.ts';

/** The state of the servers in one item; a click opens the menu. */
export class StatusBar implements Disposable {
  readonly #store = new DisposableStore();
  readonly #item = this.#store.add(
    vscode.window.createStatusBarItem(
      'opencodeSessions.status',
      vscode.StatusBarAlignment.Right,
      100,
    ),
  );

  #drawn = '';

  constructor(store: Store) {
    this.#item.name = 'OpenCode Sessions';
    this.#item.command = 'opencodeSessions.showMenu';
    this.#store.add(store.onDidChange(() => this.#update(store)));
    this.#update(store);
    this.#item.show();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(store: Store): void {
    const line = statusLine(store.state);
    const drawn = JSON.stringify(line);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#item.text = line.text;
    this.#item.tooltip = line.tooltip;
    this.#item.accessibilityInformation = { label: line.accessibleLabel, role: 'button' };
    this.#item.backgroundColor = backgrounds[line.severity];
  }
}

const backgrounds = {
  none: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};
