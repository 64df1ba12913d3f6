import * as vscode from 'vscode';
import { rootId, type RootId } from '../model/ids.ts';
import type { ServerPool } from '../model/server.ts';
import { menuItems } from '../present/statusLine.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { Store } from '../session/store.ts';
import type { CommandTable, TreeTarget } from './contributions.ts';
import type { LogChannels } from './logChannels.ts';
import type { Pickers } from './pickers.ts';
import type { ServerCredentials } from './serverCredentials.ts';
import { setServerPassword } from './serverPassword.ts';
import { readSettings } from './settings.ts';

export interface ServerCommandsOptions {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly pool: ServerPool;
  readonly pickers: Pickers;
  readonly channels: LogChannels;
  readonly credentials: ServerCredentials;
}

type ServerCommands = Pick<
  CommandTable,
  | 'opencodeSessions.startServer'
  | 'opencodeSessions.stopServer'
  | 'opencodeSessions.restartServer'
  | 'opencodeSessions.connectServer'
  | 'opencodeSessions.setServerPassword'
  | 'opencodeSessions.showMenu'
  | 'opencodeSessions.showLog'
  | 'opencodeSessions.showServerLog'
>;

export function serverCommands(options: ServerCommandsOptions): ServerCommands {
  const { sessions, pool, channels, store, pickers, credentials } = options;
  const on = async (
    target: TreeTarget | undefined,
    title: string,
    work: (root: RootId) => Promise<unknown>,
  ) => {
    const id = target ? rootId(target.rootId) : (await pickers.root(title))?.id;
    if (id === undefined) return;
    const location = vscode.ProgressLocation.Window;
    await vscode.window.withProgress({ location, title: `OpenCode: ${title}…` }, () => work(id));
  };
  return {
    'opencodeSessions.startServer': (target) =>
      on(target, 'Start Server', (root) => sessions.ensureRoot(root)),
    'opencodeSessions.stopServer': (target) =>
      on(target, 'Stop Server', (root) => pool.end(root, 'stopped')),
    'opencodeSessions.restartServer': (target) =>
      on(target, 'Restart Server', (root) => sessions.restart(root)),
    'opencodeSessions.connectServer': (target) =>
      on(target, 'Connect to Server', (root) => sessions.restart(root)),
    'opencodeSessions.setServerPassword': () => setServerPassword(credentials),
    'opencodeSessions.showMenu': () => showMenu(store),
    'opencodeSessions.showLog': () => channels.showExtension(),
    'opencodeSessions.showServerLog': () => channels.showServer(),
  };
}

async function showMenu(store: Store): Promise<void> {
  const isAttaching = readSettings().serverUrl !== undefined;
  const items = menuItems(store.state, isAttaching).map((item) => ({
    ...item,
    kind: vscode.QuickPickItemKind.Default,
  }));
  const choice = await vscode.window.showQuickPick(items, { title: 'OpenCode Sessions' });
  if (choice) await vscode.commands.executeCommand(choice.command, ...choice.arguments);
}
