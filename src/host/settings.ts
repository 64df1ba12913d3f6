import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { PermissionMode } from '../model/server.ts';

export interface Settings {
  /** Undefined when OpenCode is to be looked for. */
  readonly binaryPath: string | undefined;
  readonly permissionMode: PermissionMode;
}

const section = 'opencodeSessions';

/** The only place that reads our configuration. Anything that is not as declared counts as unset. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(section);
  const path: unknown = configuration.get('server.path');
  const mode: unknown = configuration.get('permissions.mode');
  return {
    binaryPath: typeof path === 'string' && path.trim() !== '' ? path.trim() : undefined,
    permissionMode: mode === 'config' ? 'config' : 'ask',
  };
}

export async function writeServerPath(path: string): Promise<void> {
  await vscode.workspace
    .getConfiguration(section)
    .update('server.path', path, vscode.ConfigurationTarget.Global);
}

export function onServerPathChange(listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${section}.server.path`)) listener();
  });
}
