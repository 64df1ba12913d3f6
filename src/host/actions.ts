import * as vscode from 'vscode';
import type { ActionId } from '../present/actions.ts';
import type { RootId } from '../model/ids.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { LogChannels } from './logChannels.ts';
import { openSettings, writeServerPath } from './settings.ts';

const docsUrl = 'https://opencode.ai/docs/';

export interface ActionContext {
  readonly sessions: SessionService;
  readonly channels: LogChannels;
}

type Handler = (root: RootId | undefined) => unknown;

/** What the buttons of a problem do, wherever they stand. */
export class Actions {
  readonly #context: ActionContext;
  /** The others can only be carried out by the panel they stand in. */
  readonly #handlers: { readonly [Action in ActionId]?: Handler } = {
    install: () => vscode.commands.executeCommand('opencodeSessions.installOpencode'),
    chooseBinary: (root) => this.#chooseBinary(root),
    retry: (root) => this.#start(root),
    loadAgain: (root) => root && this.#context.sessions.refresh(root),
    restartServer: (root) => this.#restart(root),
    openLog: () => this.#context.channels.showExtension(),
    openServerLog: () => this.#context.channels.showServer(),
    copyDiagnostics: () => vscode.commands.executeCommand('opencodeSessions.copyDiagnostics'),
    openDocs: () => vscode.env.openExternal(vscode.Uri.parse(docsUrl)),
    openSettings: () => openSettings(),
    openServerUrl: () => openSettings('server.url'),
    setPassword: () => vscode.commands.executeCommand('opencodeSessions.setServerPassword'),
    manageTrust: () => vscode.commands.executeCommand('workbench.trust.manage'),
    openFolder: () => vscode.commands.executeCommand('vscode.openFolder'),
  };

  constructor(context: ActionContext) {
    this.#context = context;
  }

  /** False for an action that only the panel it stands in can carry out. */
  async perform(action: ActionId, root: RootId | undefined): Promise<boolean> {
    const handler = this.#handlers[action];
    await handler?.(root);
    return handler !== undefined;
  }

  /** Starts what does not run; what runs goes on. */
  async #start(root: RootId | undefined): Promise<void> {
    if (root === undefined) await vscode.commands.executeCommand('opencodeSessions.startServer');
    else await this.#context.sessions.start(root);
  }

  /** The command asks first where something is at work. */
  async #restart(root: RootId | undefined): Promise<void> {
    const target = root === undefined ? [] : [{ rootId: root }];
    await vscode.commands.executeCommand('opencodeSessions.restartServer', ...target);
  }

  async #chooseBinary(root: RootId | undefined): Promise<void> {
    const chosen = await vscode.window.showOpenDialog({
      title: 'Choose the OpenCode executable',
      openLabel: 'Use This Executable',
      canSelectMany: false,
    });
    if (!chosen?.[0]) return;
    await writeServerPath(chosen[0].fsPath);
    if (root !== undefined) await this.#context.sessions.ensureRoot(root);
  }
}
