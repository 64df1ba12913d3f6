import * as vscode from 'vscode';
import type { ActionId } from '../present/actions.ts';
import type { RootId } from '../model/ids.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { LogChannels } from './logChannels.ts';
import { writeServerPath } from './settings.ts';

const docsUrl = 'https://opencode.ai/docs/';
const installCommand = 'npm install -g opencode-ai';

export interface ActionContext {
  readonly sessions: SessionService;
  readonly channels: LogChannels;
}

/** What the buttons of a problem do, wherever they stand. */
export class Actions {
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  /** False for an action that only the panel it stands in can carry out. */
  async perform(action: ActionId, root: RootId | undefined): Promise<boolean> {
    switch (action) {
      case 'install':
        offerInstallCommand();
        return true;
      case 'chooseBinary':
        await this.#chooseBinary(root);
        return true;
      case 'retry':
      case 'restartServer':
        if (root) await this.#context.sessions.restart(root);
        return true;
      case 'openLog':
        this.#context.channels.showExtension();
        return true;
      case 'openServerLog':
        this.#context.channels.showServer();
        return true;
      case 'openDocs':
        await vscode.env.openExternal(vscode.Uri.parse(docsUrl));
        return true;
      default:
        return performInWorkbench(action);
    }
  }

  async #chooseBinary(root: RootId | undefined): Promise<void> {
    const chosen = await vscode.window.showOpenDialog({
      title: 'Choose the OpenCode executable',
      openLabel: 'Use This Executable',
      canSelectMany: false,
    });
    if (!chosen?.[0]) return;
    await writeServerPath(chosen[0].fsPath);
    if (root) await this.#context.sessions.restart(root);
  }
}

async function performInWorkbench(action: ActionId): Promise<boolean> {
  switch (action) {
    case 'openSettings':
      await vscode.commands.executeCommand('workbench.action.openSettings', 'opencodeSessions.');
      return true;
    case 'manageTrust':
      await vscode.commands.executeCommand('workbench.trust.manage');
      return true;
    case 'openFolder':
      await vscode.commands.executeCommand('vscode.openFolder');
      return true;
    default:
      return false;
  }
}

/** Typed into a terminal but not run: installing is the person's own decision. */
function offerInstallCommand(): void {
  const terminal = vscode.window.createTerminal({ name: 'Install OpenCode' });
  terminal.show();
  terminal.sendText(installCommand, false);
  void vscode.window.showInformationMessage(
    `Press Enter in the terminal to run “${installCommand}”, then try again.`,
  );
}
