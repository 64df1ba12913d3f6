import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { viewIds } from '../contributions.ts';
import type { ChatContext } from './chatContext.ts';
import { ChatController } from './chatController.ts';
import { parseChat } from './lastChat.ts';
import { isSameChat, newChat, type ChatTarget } from './chatTarget.ts';
import { chatWebview } from './chatWebview.ts';

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly controller: ChatController;
}

/** Chats as editor tabs, one for each session, restored after a reload. */
export class ChatPanels implements vscode.WebviewPanelSerializer, Disposable {
  readonly #context: ChatContext;
  readonly #extensionUri: vscode.Uri;
  readonly #store = new DisposableStore();
  readonly #open = new Set<OpenPanel>();

  constructor(context: ChatContext, extensionUri: vscode.Uri) {
    this.#context = context;
    this.#extensionUri = extensionUri;
    this.#store.add(vscode.window.registerWebviewPanelSerializer(viewIds.chatPanel, this));
  }

  /** The conversation of the tab in front, when it is one of ours. */
  get activeTarget(): ChatTarget | undefined {
    return [...this.#open].find(({ panel }) => panel.active)?.controller.target;
  }

  show(target: ChatTarget): void {
    const known = [...this.#open].find(({ controller }) => isSameChat(controller.target, target));
    if (known) {
      known.panel.reveal();
      known.controller.focusComposer();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      viewIds.chatPanel,
      'OpenCode',
      vscode.ViewColumn.Active,
      {},
    );
    this.#attach(panel, target).focusComposer();
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { roots } = this.#context;
    const root = roots.preferred;
    this.#attach(
      panel,
      parseChat(chatOf(state), roots) ?? (root && newChat(root.id, this.#context.store)),
    );
    return Promise.resolve();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #attach(panel: vscode.WebviewPanel, target: ChatTarget | undefined): ChatController {
    const store = this.#store.add(new DisposableStore());
    const port = chatWebview(panel.webview, this.#extensionUri);
    const controller = store.add(new ChatController(this.#context, port, target));
    const entry = { panel, controller };
    this.#open.add(entry);
    const updateTitle = () => {
      if (panel.title !== controller.title) panel.title = controller.title;
    };
    store.add(this.#context.store.onDidChange(updateTitle));
    store.add(controller.onDidChangeTarget(updateTitle));
    store.add(
      panel.onDidChangeViewState(() => {
        if (panel.visible) controller.onShown();
        else controller.onHidden();
      }),
    );
    store.add(panel.onDidDispose(() => this.#store.delete(store)));
    store.add({ dispose: () => this.#open.delete(entry) });
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'icon.svg');
    updateTitle();
    port.load();
    return controller;
  }
}

/** The webview keeps the chat it shows in its own state, which VS Code hands back. */
function chatOf(state: unknown): unknown {
  return typeof state === 'object' && state !== null && 'chat' in state ? state.chat : undefined;
}
