import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { PermissionMode } from '../model/server.ts';

export interface Settings {
  /** Undefined when OpenCode is to be looked for. */
  readonly binaryPath: string | undefined;
  /** As it was written; undefined when OpenCode is to be started here. */
  readonly serverUrl: string | undefined;
  readonly permissionMode: PermissionMode;
  /** How long a server lives to which nothing happens; 0 for ever. */
  readonly idleMinutes: number;
}

const defaultIdleMinutes = 15;
const mostIdleMinutes = 24 * 60;

const section = 'opencodeSessions';

/** The only place that reads our configuration. Anything that is not as declared counts as unset. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(section);
  const path: unknown = configuration.get('server.path');
  const url: unknown = configuration.get('server.url');
  const mode: unknown = configuration.get('permissions.mode');
  const idleMinutes: unknown = configuration.get('server.idleMinutes');
  return {
    binaryPath: typeof path === 'string' && path.trim() !== '' ? path.trim() : undefined,
    serverUrl: typeof url === 'string' && url.trim() !== '' ? url.trim() : undefined,
    permissionMode: mode === 'config' ? 'config' : 'ask',
    idleMinutes: isMinutes(idleMinutes) ? idleMinutes : defaultIdleMinutes,
  };
}

function isMinutes(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= mostIdleMinutes;
}

/** A setting as the manifest declares it, with the only texts that it can be, if there are such. */
export type DeclaredSetting = readonly [name: string, texts: readonly string[]];

/** Names and values where they are not as declared. What could tell of a person is only said to be set. */
export function changedSettings(
  declared: readonly DeclaredSetting[],
): readonly (readonly [name: string, value: string])[] {
  const configuration = vscode.workspace.getConfiguration();
  return declared.flatMap(([name, texts]) => {
    const { defaultValue, globalValue } = configuration.inspect<unknown>(name) ?? {};
    const isChanged = globalValue !== undefined && globalValue !== defaultValue;
    return isChanged ? [[name, harmlessText(globalValue, texts)] as const] : [];
  });
}

function harmlessText(value: unknown, texts: readonly string[]): string {
  const isText = typeof value === 'string' && texts.includes(value);
  const isHarmless = isText || typeof value === 'number' || typeof value === 'boolean';
  return isHarmless ? String(value) : 'set';
}

/** As the person wrote it: `host/environment/folderVariables.ts` reads it. */
export function readEnvironmentSetting(): unknown {
  const configuration = vscode.workspace.getConfiguration(section);
  return configuration.get('server.environment');
}

/** OpenCode is looked for from here on. */
export async function clearServerPath(): Promise<void> {
  await writeServerPath(undefined);
  // In a remote window that is the machine's own file; what the person's says counts again then.
  if (readSettings().binaryPath !== undefined) await writeServerPath('');
}

export async function writeServerPath(path: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration(section)
    .update('server.path', path, vscode.ConfigurationTarget.Global);
}

export function onServerPathChange(listener: () => void): Disposable {
  return onSettingChange('server.path', listener);
}

export function onIdleMinutesChange(listener: () => void): Disposable {
  return onSettingChange('server.idleMinutes', listener);
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

const environmentName = 'server.environment';

/** The setting of the servers' environment, as people find it. */
export const environmentSetting = `${section}.${environmentName}`;

export function openEnvironmentSetting(): Promise<void> {
  return openSettings(environmentName);
}

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
