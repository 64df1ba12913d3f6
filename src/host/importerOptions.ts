import type * as vscode from 'vscode';
import type { Logger } from '../base/log.ts';
import { systemClock } from '../base/time.ts';
import type { ImporterOptions } from '../opencode/sessionImport.ts';
import type { ServerVariables } from './environment/serverVariables.ts';
import { readSettings } from './settings.ts';

/** The program that a root's server would be started with, in the same environment. */
export function importerOptions(
  { globalStorageUri }: vscode.ExtensionContext,
  variables: ServerVariables,
  log: Logger,
): ImporterOptions {
  return {
    settings: (root) => {
      const { binaryPath, serverUrl } = readSettings();
      return {
        binaryPath,
        extraEnv: variables.forProgram(root),
        isAttached: serverUrl !== undefined,
      };
    },
    baseEnv: variables.base,
    storageDirectory: globalStorageUri.fsPath,
    clock: systemClock,
    log,
  };
}
