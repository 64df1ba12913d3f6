import * as vscode from 'vscode';
import { menuItems } from '../present/statusLine.ts';
import type { Store } from '../session/store.ts';
import type { CommandTable } from './contributions.ts';
import type { LogChannels } from './logChannels.ts';
import type { ServerCredentials } from './serverCredentials.ts';
import { setServerPassword } from './serverPassword.ts';
import { ServerSteering, type ServerSteeringOptions } from './serverSteering.ts';
import { readSettings } from './settings.ts';

export interface ServerCommandsOptions extends ServerSteeringOptions {
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
  const { channels, store, credentials } = options;
  const steering = new ServerSteering(options);
  return {
    'opencodeSessions.startServer': (target) => steering.start(target),
    'opencodeSessions.stopServer': (target) => steering.stop(target),
    'opencodeSessions.restartServer': (target) => steering.restart(target),
    'opencodeSessions.connectServer': (target) => steering.connect(target),
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
