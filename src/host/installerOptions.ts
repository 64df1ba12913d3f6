import type * as vscode from 'vscode';
import type { Logger } from '../base/log.ts';
import { systemClock } from '../base/time.ts';
import type { InstallerOptions } from '../opencode/install/opencodeInstaller.ts';
import type { ServerVariables } from './environment/serverVariables.ts';

/** An OpenCode of ours lies where it survives updates of the extension. */
export function installerOptions(
  { globalStorageUri }: vscode.ExtensionContext,
  variables: ServerVariables,
  log: Logger,
): InstallerOptions {
  return {
    storageDirectory: globalStorageUri.fsPath,
    env: () => variables.forInstaller(),
    clock: systemClock,
    log,
  };
}
