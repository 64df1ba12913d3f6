import * as vscode from 'vscode';
import { parseServerUrl, type ServerUrl } from '../model/serverUrl.ts';
import type { ServerCredentials } from './serverCredentials.ts';
import { openSettings, readSettings } from './settings.ts';

const title = 'Set Server Password';
const defaultUser = 'opencode';

/**
 * Asks for the user name and the password of the server that is set, and keeps them.
 * @throws AppError when the setting is wrong
 */
export async function setServerPassword(credentials: ServerCredentials): Promise<void> {
  const { serverUrl } = readSettings();
  if (serverUrl === undefined) return offerSetting();
  const url = parseServerUrl(serverUrl);
  const known = await credentials.get(url.origin);
  const username = await askUser(url, known?.username ?? defaultUser);
  if (username === undefined) return;
  const password = await askPassword(url);
  if (password === undefined) return;
  await credentials.set(url.origin, password === '' ? undefined : { username, password });
}

/** Without a server of the person's own there is nothing to keep a password for. */
async function offerSetting(): Promise<void> {
  const message = 'Say first which server you run: set its URL. Other servers need no password.';
  const open = 'Open Settings';
  if ((await vscode.window.showInformationMessage(message, open)) === open)
    await openSettings('server.url');
}

/** The default stands for an empty one, as OpenCode has it. */
async function askUser({ origin }: ServerUrl, value: string): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: `${title} (1/2)`,
    prompt: `User name for ${origin}`,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => (text.includes(':') ? 'A user name has no colon.' : undefined),
  });
  return name === '' ? defaultUser : name;
}

async function askPassword({ origin, isExposed }: ServerUrl): Promise<string | undefined> {
  const caution = isExposed ? ' It will be sent without encryption.' : '';
  return vscode.window.showInputBox({
    title: `${title} (2/2)`,
    prompt: `Password for ${origin}. Leave it empty to remove the one that is kept.${caution}`,
    password: true,
    ignoreFocusOut: true,
  });
}
