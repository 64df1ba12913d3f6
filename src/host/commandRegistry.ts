import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/log.ts';
import type { CommandTable } from './contributions.ts';
import type { ErrorNotifier } from './notifyError.ts';

/** Registers every command; a failing one ends as a notification with a next step. */
export function registerCommands(
  table: CommandTable,
  errors: ErrorNotifier,
  log: Logger,
): Disposable {
  const store = new DisposableStore();
  for (const [id, run] of Object.entries<(...args: never[]) => Promise<void> | void>(table)) {
    const guarded = async (...args: never[]) => {
      log.debug(`command ${id}`);
      try {
        await run(...args);
      } catch (error) {
        await errors.show(error);
      }
    };
    store.add(vscode.commands.registerCommand(id, guarded));
  }
  return store;
}
