import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Clock } from '../base/time.ts';
import { haveRowsChanged } from '../present/rowChange.ts';
import { badge, sessionRows, type SessionRow } from '../present/sessionRows.ts';
import type { StateChange, Store } from '../session/store.ts';
import { viewIds, type TreeTarget } from './contributions.ts';

export interface SessionTreeOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** A root came into sight: its sessions are wanted. */
  onRootShown(rootId: string): void;
}

/** How old a session is, is told in minutes at the finest. */
const minute = 60_000;

/** The rows of `present/sessionRows` as a native tree. */
export class SessionTree implements vscode.TreeDataProvider<SessionRow>, Disposable {
  readonly #options: SessionTreeOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<SessionRow>;
  #rows: readonly SessionRow[] = [];
  #drawn = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: SessionTreeOptions) {
    this.#options = options;
    this.#view = this.#store.add(
      vscode.window.createTreeView(viewIds.sessions, { treeDataProvider: this }),
    );
    this.#store.add(this.#view.onDidChangeVisibility(({ visible }) => this.#onVisible(visible)));
    this.#store.add(this.#view.onDidExpandElement(({ element }) => this.#onExpanded(element)));
    this.#store.add(options.store.onDidChange((change) => this.#onChange(change)));
    this.update();
    this.#onVisible(this.#view.visible);
    const timer = setInterval(() => this.#view.visible && this.update(), minute);
    this.#store.add({ dispose: () => clearInterval(timer) });
  }

  /** Draws again only when what people see has changed. */
  update(): void {
    this.#updateBadge();
    if (this.#drawn !== '' && !this.#view.visible) return;
    const { store, clock } = this.#options;
    const rows = sessionRows(store.state, clock.now());
    const drawn = JSON.stringify(rows);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#rows = rows;
    this.#changed.fire();
  }

  getChildren(row?: SessionRow): SessionRow[] {
    return [...(row ? (row.children ?? []) : this.#rows)];
  }

  getTreeItem(row: SessionRow): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, collapsible(row, this.#rows.length));
    item.id = row.id;
    item.description = row.description;
    item.tooltip = row.tooltip;
    item.contextValue = row.contextValue;
    if (row.icon) item.iconPath = new vscode.ThemeIcon(row.icon, colorOf(row));
    if (row.kind === 'session') item.command = openCommand(row);
    return item;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Each piece of an answer is told, and none of them is in a row. */
  #onChange({ state, previous }: StateChange): void {
    if (haveRowsChanged(state, previous)) this.update();
  }

  #updateBadge(): void {
    const { count, tooltip } = badge(this.#options.store.state);
    if ((this.#view.badge?.value ?? 0) === count) return;
    this.#view.badge = count > 0 ? { value: count, tooltip } : undefined;
  }

  #onVisible(visible: boolean): void {
    if (visible) this.update();
    const [only, ...others] = this.#rows;
    if (visible && only && others.length === 0) this.#options.onRootShown(only.rootId);
  }

  #onExpanded(row: SessionRow): void {
    if (row.kind === 'root') this.#options.onRootShown(row.rootId);
  }
}

function openCommand(row: SessionRow): vscode.Command {
  const target: TreeTarget = { rootId: row.rootId, sessionId: row.sessionId };
  return { command: 'opencodeSessions.openSession', title: 'Open Session', arguments: [target] };
}

function collapsible(row: SessionRow, rootCount: number): vscode.TreeItemCollapsibleState {
  if (!row.children || row.children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return row.kind === 'root' && rootCount === 1
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}

function colorOf(row: SessionRow): vscode.ThemeColor | undefined {
  return row.iconColor === undefined ? undefined : new vscode.ThemeColor(row.iconColor);
}
