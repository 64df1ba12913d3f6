import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { toAppError } from '../base/errors.ts';
import type { PendingRequest, PermissionRequest, QuestionRequest } from '../model/request.ts';
import { permissionPrompt, questionPrompt } from '../present/permissionPrompt.ts';
import type { RequestBroker } from '../session/requestBroker.ts';
import type { Store } from '../session/store.ts';
import type { QuestionQuickPick } from './questionQuickPick.ts';

export interface RequestNoticeOptions {
  readonly broker: RequestBroker;
  readonly store: Store;
  readonly questions: QuestionQuickPick;
  /** Shows the request where everything about it can be read. */
  reveal(request: PendingRequest): Promise<void>;
  onError(error: unknown): void;
}

/**
 * One native notification for each request. VS Code cannot close a notification from code, so a
 * click that comes late must be harmless; closing one answers nothing.
 */
export class RequestNotices implements Disposable {
  readonly #options: RequestNoticeOptions;
  readonly #store = new DisposableStore();

  constructor(options: RequestNoticeOptions) {
    this.#options = options;
    this.#store.add(options.broker.onDidAsk((request) => void this.#show(request)));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #show(request: PendingRequest): Promise<void> {
    try {
      if (request.kind === 'permission') await this.#showPermission(request);
      else await this.#showQuestion(request);
    } catch (error) {
      this.#options.onError(toAppError(error));
    }
  }

  async #showPermission(request: PermissionRequest): Promise<void> {
    const { broker, store } = this.#options;
    const { message, buttons } = permissionPrompt(store.state, request);
    const labels = buttons.map((button) => button.label);
    const choice = await vscode.window.showInformationMessage(message, ...labels);
    const chosen = buttons.find((button) => button.label === choice);
    if (!chosen) return;
    if (chosen.id === 'details') await this.#options.reveal(request);
    else sayIfGone(await broker.answerPermission(request.id, chosen.id));
  }

  async #showQuestion(request: QuestionRequest): Promise<void> {
    const { message } = questionPrompt(this.#options.store.state, request);
    const choice = await vscode.window.showInformationMessage(message, 'Answer…', 'Show details');
    if (choice === 'Answer…') sayIfGone(await this.#options.questions.ask(request));
    else if (choice === 'Show details') await this.#options.reveal(request);
  }
}

export function sayIfGone(outcome: 'answered' | 'gone' | 'dismissed'): void {
  if (outcome === 'gone') {
    vscode.window.setStatusBarMessage('OpenCode: this was answered already.', 5_000);
  }
}
