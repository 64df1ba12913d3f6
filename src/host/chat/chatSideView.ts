import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { SessionId } from '../../model/ids.ts';
import { viewIds } from '../contributions.ts';
import type { ChatContext } from './chatContext.ts';
import { ChatController } from './chatController.ts';
import { newChat, type ChatTarget } from './chatTarget.ts';
import { chatWebview } from './chatWebview.ts';
import type { LastChat } from './lastChat.ts';

/** The chat in the side bar. One conversation at a time; it outlives the hidden webview. */
export class ChatSideView implements vscode.WebviewViewProvider, Disposable {
  readonly #context: ChatContext;
  readonly #extensionUri: vscode.Uri;
  readonly #lastChat: LastChat;
  readonly #store = new DisposableStore();
  #controller: ChatController | undefined;
  #view: vscode.WebviewView | undefined;
  #target: ChatTarget | undefined;

  constructor(context: ChatContext, extensionUri: vscode.Uri, lastChat: LastChat) {
    this.#context = context;
    this.#extensionUri = extensionUri;
    this.#lastChat = lastChat;
    this.#target = lastChat.get(context.roots) ?? firstChat(context);
    this.#store.add(vscode.window.registerWebviewViewProvider(viewIds.chat, this));
  }

  get target(): ChatTarget | undefined {
    return this.#target;
  }

  isShowing(session: SessionId): boolean {
    return this.#view?.visible === true && this.#target?.sessionId === session;
  }

  ensureServer(): void {
    this.#controller?.ensureServer();
  }

  /** Brings the view to the front with this conversation in it. */
  async show(target: ChatTarget): Promise<void> {
    this.#target = target;
    this.#controller?.show(target);
    await this.focus();
  }

  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${viewIds.chat}.focus`);
    this.#controller?.focusComposer();
  }

  async find(): Promise<void> {
    await vscode.commands.executeCommand(`${viewIds.chat}.focus`);
    this.#controller?.openFind();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    const store = this.#store.add(new DisposableStore());
    const port = chatWebview(view.webview, this.#extensionUri);
    const controller = store.add(new ChatController(this.#context, port, this.#target));
    this.#controller = controller;
    store.add(controller.onDidChangeTarget(() => this.#remember(controller.target)));
    store.add(view.onDidChangeVisibility(() => this.#onVisibility(view.visible, controller)));
    store.add(view.onDidDispose(() => this.#store.delete(store)));
    store.add({ dispose: () => this.#forget(controller) });
    this.#remember(controller.target);
    port.load();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #onVisibility(visible: boolean, controller: ChatController): void {
    if (visible) controller.onShown();
    else controller.onHidden();
  }

  #remember(target: ChatTarget | undefined): void {
    this.#target = target;
    this.#lastChat.set(target);
    const root = target && this.#context.roots.get(target.rootId);
    if (this.#view)
      this.#view.description = this.#context.roots.all.length > 1 ? (root?.name ?? '') : '';
  }

  #forget(controller: ChatController): void {
    if (this.#controller !== controller) return;
    this.#controller = undefined;
    this.#view = undefined;
  }
}

function firstChat({ roots, store }: ChatContext): ChatTarget | undefined {
  return roots.preferred && newChat(roots.preferred.id, store);
}
