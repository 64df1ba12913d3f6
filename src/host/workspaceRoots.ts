import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { rootId, type RootId } from '../model/ids.ts';
import { canonicalPath } from './canonicalPath.ts';

export interface Root {
  readonly id: RootId;
  readonly name: string;
}

export interface RootObserver {
  onAdded(root: Root): void;
  onRemoved(root: RootId): void;
}

/**
 * The window's folders as roots. Paths are made canonical, because OpenCode keeps one instance for
 * each spelling of a path.
 */
export class WorkspaceRoots implements Disposable {
  readonly #store = new DisposableStore();
  readonly #observer: RootObserver;
  #roots: readonly Root[] = [];

  constructor(observer: RootObserver) {
    this.#observer = observer;
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#update()));
    this.#update();
  }

  get all(): readonly Root[] {
    return this.#roots;
  }

  get(id: string | undefined): Root | undefined {
    return this.#roots.find((root) => root.id === id);
  }

  /** The root of the file being edited, else the first one. */
  get preferred(): Root | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
    return (folder && this.get(canonicalPath(folder.uri.fsPath))) ?? this.#roots[0];
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const before = this.#roots;
    this.#roots = currentRoots();
    for (const root of before) if (!this.get(root.id)) this.#observer.onRemoved(root.id);
    for (const root of this.#roots) {
      if (!before.some((known) => known.id === root.id)) this.#observer.onAdded(root);
    }
  }
}

function currentRoots(): readonly Root[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const roots = folders
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => ({ id: rootId(canonicalPath(folder.uri.fsPath)), name: folder.name }));
  // A folder that is open twice, by a link, is one root.
  return roots.filter(({ id }, index) => roots.findIndex((root) => root.id === id) === index);
}
