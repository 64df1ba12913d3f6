import type * as vscode from 'vscode';
import type { Logger } from '../base/log.ts';
import { systemClock } from '../base/time.ts';
import type { SessionImporter } from '../model/importer.ts';
import type { ImporterOptions } from '../opencode/sessionImport.ts';
import type { ServerVariables } from './environment/serverVariables.ts';
import { readSettings } from './settings.ts';

/** Loaded when there is something to import. */
export function sessionImporter(
  context: vscode.ExtensionContext,
  variables: ServerVariables,
  log: Logger,
): () => Promise<SessionImporter> {
  return async () => {
    const { LocalImporter } = await import('../opencode/sessionImport.ts');
    return new LocalImporter(importerOptions(context, variables, log));
  };
}

/** The program that a root's server would be started with, in the same environment. */
function importerOptions(
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
