import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { PermissionMode } from '../model/server.ts';

export interface Settings {
  /** Undefined when OpenCode is to be looked for. */
  readonly binaryPath: string | undefined;
  /** As it was written; undefined when OpenCode is to be started here. */
  readonly serverUrl: string | undefined;
  readonly permissionMode: PermissionMode;
}

const section = 'opencodeSessions';

/** The only place that reads our configuration. Anything that is not as declared counts as unset. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(section);
  const path: unknown = configuration.get('server.path');
  const url: unknown = configuration.get('server.url');
  const mode: unknown = configuration.get('permissions.mode');
  return {
    binaryPath: typeof path === 'string' && path.trim() !== '' ? path.trim() : undefined,
    serverUrl: typeof url === 'string' && url.trim() !== '' ? url.trim() : undefined,
    permissionMode: mode === 'config' ? 'config' : 'ask',
  };
}

/** As the person wrote it: `host/environment/folderVariables.ts` reads it. */
export function readEnvironmentSetting(): unknown {
  const configuration = vscode.workspace.getConfiguration(section);
  return configuration.get('server.environment');
}

/** Undefined clears it. */
export async function writeServerPath(path: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration(section)
    .update('server.path', path, vscode.ConfigurationTarget.Global);
}

export function onServerPathChange(listener: () => void): Disposable {
  return onSettingChange('server.path', listener);
}

export function onServerUrlChange(listener: () => void): Disposable {
  return onSettingChange('server.url', listener);
}

/** The settings editor with those of ours that have `query` in their names. */
export async function openSettings(query = ''): Promise<void> {
  const isRemote = vscode.env.remoteName !== undefined;
  // All of them are the machine's, and the editor shows those of a remote machine apart.
  const command = isRemote ? 'openRemoteSettings' : 'openSettings';
  await vscode.commands.executeCommand(`workbench.action.${command}`, {
    query: `${section}.${query}`,
  });
}

function onSettingChange(name: string, listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${section}.${name}`)) listener();
  });
}

/** The setting of the servers' environment, as people find it. */
export const environmentSetting = `${section}.server.environment`;

/** VS Code's own settings that the servers' environment is made from. */
const proxySettings = [
  'http.proxy',
  'http.noProxy',
  'http.proxySupport',
  'http.proxyAuthorization',
  'http.systemCertificates',
];

export function onEnvironmentChange(listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    const names = [environmentSetting, ...proxySettings];
    if (names.some((name) => change.affectsConfiguration(name))) listener();
  });
}
