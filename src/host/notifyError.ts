import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../base/log.ts';
import { toAppError, type AppError } from '../base/errors.ts';
import type { RootId } from '../model/ids.ts';
import type { ActionId } from '../present/actions.ts';
import { honestLine } from '../base/honestText.ts';
import { problemOf } from '../present/errorText.ts';
import type { ServerHistory } from '../session/serverHistory.ts';
import type { Actions } from './actions.ts';

/** The one place where a failure becomes a notification with its next steps. */
export class ErrorNotifier {
  readonly #actions: Actions;
  readonly #history: ServerHistory;
  readonly #log: Logger;
  /** A failure may reach us by the command that met it and by the state it left. */
  readonly #shown = new WeakSet<AppError>();

  constructor(actions: Actions, history: ServerHistory, log: Logger) {
    this.#actions = actions;
    this.#history = history;
    this.#log = log;
  }

  /** Shows the failure; a cancelled operation is none. */
  async show(failure: unknown, root?: RootId): Promise<void> {
    const error = toAppError(failure);
    if (error.code === 'cancelled' || this.#shown.has(error)) return;
    this.#shown.add(error);
    this.#history.note(error, root);
    this.#log.error(`${error.code}: ${error.message}${causeOf(error)}`);
    const problem = problemOf(error);
    const labels = problem.actions.map((action) => action.label);
    const message = `OpenCode${placeOf(root)}: ${problem.title}`;
    const choice = await vscode.window.showErrorMessage(message, ...labels);
    const action = problem.actions.find(({ label }) => label === choice);
    if (action) await this.#perform(action.id, root);
  }

  async #perform(action: ActionId, root: RootId | undefined): Promise<void> {
    try {
      await this.#actions.perform(action, root);
    } catch (error) {
      await this.show(error, root);
    }
  }
}

/** The folder, where there are several to take it for. */
function placeOf(root: RootId | undefined): string {
  const isOneOfSeveral = (vscode.workspace.workspaceFolders ?? []).length > 1;
  return root !== undefined && isOneOfSeveral ? ` in ${honestLine(basename(root), 40)}` : '';
}

function causeOf(error: AppError): string {
  return error.cause instanceof Error ? ` (${error.cause.stack ?? error.cause.message})` : '';
}
