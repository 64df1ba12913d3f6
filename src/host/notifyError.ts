import * as vscode from 'vscode';
import type { Logger } from '../base/log.ts';
import { toAppError, type AppError } from '../base/errors.ts';
import type { RootId } from '../model/ids.ts';
import { problemOf } from '../present/errorText.ts';
import type { Actions } from './actions.ts';

/** The one place where a failure becomes a notification with its next steps. */
export class ErrorNotifier {
  readonly #actions: Actions;
  readonly #log: Logger;

  constructor(actions: Actions, log: Logger) {
    this.#actions = actions;
    this.#log = log;
  }

  /** Shows the failure; a cancelled operation is none. */
  async show(failure: unknown, root?: RootId): Promise<void> {
    const error = toAppError(failure);
    if (error.code === 'cancelled') return;
    this.#log.error(`${error.code}: ${error.message}${causeOf(error)}`);
    const problem = problemOf(error);
    const labels = problem.actions.map((action) => action.label);
    const choice = await vscode.window.showErrorMessage(`OpenCode: ${problem.title}`, ...labels);
    const action = problem.actions.find(({ label }) => label === choice);
    if (action) await this.#actions.perform(action.id, root);
  }
}

function causeOf(error: AppError): string {
  return error.cause instanceof Error ? ` (${error.cause.stack ?? error.cause.message})` : '';
}
