import * as vscode from 'vscode';
import type { PermissionReply, PermissionRequest, ReplyOutcome } from '../model/request.ts';
import { withoutIcons } from '../present/cleanText.ts';
import { permissionPrompt } from '../present/permissionPrompt.ts';
import type { RequestBroker } from '../session/requestBroker.ts';
import type { Store } from '../session/store.ts';

interface Choice extends vscode.QuickPickItem {
  readonly reply: PermissionReply;
  readonly withMessage?: boolean;
}

/** Answers a permission from the keyboard alone. Leaving it answers nothing. */
export class PermissionQuickPick {
  readonly #broker: RequestBroker;
  readonly #store: Store;

  constructor(broker: RequestBroker, store: Store) {
    this.#broker = broker;
    this.#store = store;
  }

  async ask(request: PermissionRequest): Promise<ReplyOutcome | 'dismissed'> {
    const prompt = permissionPrompt(this.#store.state, request);
    const choice = await vscode.window.showQuickPick(choices(prompt.detail), {
      title: withoutIcons(prompt.message),
      ignoreFocusOut: true,
    });
    if (!choice) return 'dismissed';
    if (!choice.withMessage) return this.#broker.answerPermission(request.id, choice.reply);
    const message = await vscode.window.showInputBox({
      title: 'Reject with a Message',
      prompt: 'OpenCode reads it and goes on.',
      ignoreFocusOut: true,
    });
    if (message === undefined) return 'dismissed';
    return this.#broker.answerPermission(request.id, choice.reply, message);
  }
}

function choices(alwaysScope: string): Choice[] {
  return [
    { label: '$(check) Allow once', reply: 'once' },
    { label: '$(check-all) Always allow', detail: withoutIcons(alwaysScope), reply: 'always' },
    { label: '$(close) Reject', reply: 'reject' },
    { label: '$(comment) Reject with a message…', reply: 'reject', withMessage: true },
  ];
}
