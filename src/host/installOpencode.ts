import * as vscode from 'vscode';
import { AppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { InstalledOpencode, OpencodeInstaller } from '../model/installer.ts';
import type { ServerPool } from '../model/server.ts';
import { outdatedServers, serversFrom } from '../present/installedServers.ts';
import {
  installNotice,
  installQuestion,
  removeQuestion,
  type Question,
} from '../present/installText.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { RootState } from '../session/state.ts';
import type { Store } from '../session/store.ts';
import type { CommandTable } from './contributions.ts';
import type { ErrorNotifier } from './notifyError.ts';
import { clearServerPath, readSettings } from './settings.ts';
import { isAgreed } from './stopConsent.ts';

export interface InstallContext {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly pool: ServerPool;
  readonly installer: () => Promise<OpencodeInstaller>;
  readonly errors: ErrorNotifier;
  readonly log: Logger;
}

type InstallCommands = Pick<
  CommandTable,
  'opencodeSessions.installOpencode' | 'opencodeSessions.removeOpencode'
>;

/** Installs, updates and removes an OpenCode of this extension, after asking. One at a time. */
export class OpencodeInstall {
  readonly #context: InstallContext;
  #isBusy = false;

  constructor(context: InstallContext) {
    this.#context = context;
  }

  get commands(): InstallCommands {
    return {
      'opencodeSessions.installOpencode': () => this.#alone(() => this.#install()),
      'opencodeSessions.removeOpencode': () => this.#alone(() => this.#remove()),
    };
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await work();
    } finally {
      this.#isBusy = false;
    }
  }

  async #install(): Promise<void> {
    const installer = await this.#context.installer();
    const present = installer.installed();
    const isPresent = present?.version === installer.version;
    const { binaryPath } = readSettings();
    if (isPresent && binaryPath === undefined) {
      this.#startRefused();
      return tell(`OpenCode ${present.version} is already installed by this extension.`);
    }
    const plan = isPresent ? undefined : await installer.plan();
    const environment = process.env['OPENCODE_BIN'];
    const { version } = installer;
    if (!(await agreed(installQuestion({ version, plan, present, binaryPath, environment }))))
      return;
    if (plan) await this.#withProgress(installer);
    if (binaryPath !== undefined) await clearServerPath();
    this.#startRefused();
    this.#offerRestart(installer.version);
  }

  #withProgress(installer: OpencodeInstaller): Thenable<InstalledOpencode> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: `Installing OpenCode ${installer.version}`,
      cancellable: true,
    };
    return vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      const listener = token.onCancellationRequested(() => abort.abort(cancelled()));
      try {
        return await installer.install((message) => progress.report({ message }), abort.signal);
      } finally {
        listener.dispose();
      }
    });
  }

  /** Servers that run are the person's to restart: the command asks where something is at work. */
  #offerRestart(version: string): void {
    const { store, errors } = this.#context;
    const outdated = () => outdatedServers(store.state, version);
    const { text, button } = installNotice(version, outdated().length);
    const offer = async () => {
      const choice = await vscode.window.showInformationMessage(text, ...button);
      if (choice === undefined) return;
      for (const { id: rootId } of outdated())
        await vscode.commands.executeCommand('opencodeSessions.restartServer', { rootId });
    };
    offer().catch((error: unknown) => void errors.show(error));
  }

  #startRefused(): void {
    const { store, sessions, log } = this.#context;
    for (const { id, server } of store.state.roots.values()) {
      // Views and notifications say why it does not run; there is nothing more to say here.
      if (server.kind === 'refused')
        sessions.ensureRoot(id).catch((error: unknown) => log.debug(String(error)));
    }
  }

  async #remove(): Promise<void> {
    const installer = await this.#context.installer();
    const present = installer.installed();
    if (!present) return tell('There is no OpenCode that this extension installed.');
    const running = () => serversFrom(this.#context.store.state, installer.directory);
    if (!(await agreed(removeQuestion(present.version, running().length)))) return;
    if (!(await this.#endAll(running()))) return;
    const outcome = await installer.remove();
    if (outcome !== 'inUse') return tell(`OpenCode ${present.version} was removed.`);
    const text = `OpenCode ${present.version} is still in use, perhaps by another window. Stop its server there and try again.`;
    void vscode.window.showWarningMessage(text);
  }

  /** False when the person would rather let one of them work; then none is ended. */
  async #endAll(running: readonly RootState[]): Promise<boolean> {
    for (const root of running) if (!(await isAgreed(root, 'Stop'))) return false;
    await Promise.all(running.map(({ id }) => this.#context.pool.end(id, 'stopped')));
    return true;
  }
}

async function agreed({ text, detail, button }: Question): Promise<boolean> {
  const options = { modal: true, detail };
  return (await vscode.window.showInformationMessage(text, options, button)) === button;
}

/** Not waited for: a notification may stay for as long as the window. */
function tell(text: string): void {
  void vscode.window.showInformationMessage(text);
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The installation was cancelled.');
}
