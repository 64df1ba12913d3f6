import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { toAppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { honestLine } from '../../base/honestText.ts';
import { runningPlace } from '../../model/server.ts';
import { withoutLinks } from '../../present/cleanText.ts';
import type { RootState } from '../../session/state.ts';
import type { Store } from '../../session/store.ts';
import { environmentSetting, onEnvironmentChange, openEnvironmentSetting } from '../settings.ts';
import type { ServerVariables } from './serverVariables.ts';

export interface EnvironmentNoticesOptions {
  readonly store: Store;
  readonly variables: ServerVariables;
  readonly log: Logger;
}

const openSettings = 'Open Settings';
const restart = 'Restart Server';

/** Says what is wrong with the variables in the settings, and that a server runs with old ones. */
export class EnvironmentNotices implements Disposable {
  readonly #options: EnvironmentNoticesOptions;
  readonly #store = new DisposableStore();
  #told = '';
  #isOffering = false;

  constructor(options: EnvironmentNoticesOptions) {
    this.#options = options;
    this.#store.add(options.variables.onDidGive(() => this.#begin(this.#tellProblems())));
    this.#store.add(
      onEnvironmentChange(() => {
        this.#begin(this.#tellProblems());
        this.#begin(this.#offerRestart());
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Not waited for: a notification may stay for as long as the window. */
  #begin(work: Promise<void>): void {
    const { log } = this.#options;
    work.catch((error: unknown) =>
      log.error(`A notice of the environment failed: ${toAppError(error).message}`),
    );
  }

  /** Once for the same problems, however many servers start with them. */
  async #tellProblems(): Promise<void> {
    const { variables, log } = this.#options;
    const { problems } = variables;
    const told = problems.join('\n');
    if (told === this.#told) return;
    this.#told = told;
    for (const problem of problems) log.warn(`${environmentSetting}: ${problem}`);
    const [first, ...others] = problems;
    if (first === undefined) return;
    const more = others.length > 0 ? ` The log names ${others.length} more.` : '';
    const text = withoutLinks(honestLine(first, 200));
    const choice = await vscode.window.showWarningMessage(
      `OpenCode: An entry of the setting “${environmentSetting}” is ignored: ${text}${more}`,
      openSettings,
    );
    if (choice === openSettings) await openEnvironmentSetting();
  }

  async #offerRestart(): Promise<void> {
    if (this.#isOffering || this.#outdated().length === 0) return;
    this.#isOffering = true;
    try {
      const choice = await vscode.window.showInformationMessage(
        'OpenCode: The environment of the server has changed. It gets the new one when it starts next.',
        restart,
      );
      if (choice !== restart) return;
      for (const { id: rootId } of this.#outdated())
        await vscode.commands.executeCommand('opencodeSessions.restartServer', { rootId });
    } finally {
      this.#isOffering = false;
    }
  }

  #outdated(): readonly RootState[] {
    const { store, variables } = this.#options;
    return [...store.state.roots.values()].filter(
      (root) => isOurs(root) && variables.hasChanged(root.id),
    );
  }
}

/** Another window's server, or the person's own, has an environment that is not up to us. */
function isOurs({ server }: RootState): boolean {
  return server.kind === 'starting' || runningPlace(server)?.startedBy === 'thisWindow';
}
