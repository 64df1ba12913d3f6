import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { RootId } from '../model/ids.ts';
import type { ServerPool } from '../model/server.ts';
import { parseServerUrl } from '../model/serverUrl.ts';
import { passwordChange } from '../present/passwordChange.ts';
import { serverSwitch } from '../present/serverSwitch.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { Store } from '../session/store.ts';
import type { ServerCredentials } from './serverCredentials.ts';
import { onServerUrlChange, readSettings } from './settings.ts';

export interface ServerSwitcherOptions {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly pool: ServerPool;
  readonly credentials: ServerCredentials;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onError: (error: unknown) => void;
}

/** The settings editor writes a text while it is typed. */
const typingMs = 1_000;

const switchNow = 'Switch Now';

/**
 * Follows the setting of the server that the person runs: folders in use change over, and what is
 * at work is not interrupted unasked. Folders that are not in use start with what is set then.
 */
export class ServerSwitcher implements Disposable {
  readonly #options: ServerSwitcherOptions;
  readonly #store = new DisposableStore();
  #typing = new AbortController();

  constructor(options: ServerSwitcherOptions) {
    this.#options = options;
    this.#store.add(onServerUrlChange(() => void this.#onUrlChange()));
    this.#store.add(options.credentials.onDidChange(() => this.#onPasswordChange()));
    this.#store.add({ dispose: () => this.#typing.abort() });
    tellMenus();
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #onUrlChange(): Promise<void> {
    tellMenus();
    this.#typing.abort();
    const { signal } = (this.#typing = new AbortController());
    if (this.#store.isDisposed) return;
    await this.#options.clock.wait(typingMs, signal);
    if (!signal.aborted) await this.#follow();
  }

  async #follow(): Promise<void> {
    try {
      const { question } = this.#plan();
      if (question !== undefined && !(await isAgreed(question))) return;
      // Much may have happened while the question stood there.
      const { roots, url } = this.#plan();
      for (const root of roots) this.#change(root, url);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #plan() {
    const { serverUrl } = readSettings();
    const url = serverUrl === undefined ? undefined : parseServerUrl(serverUrl).href;
    return { url, ...serverSwitch(this.#options.store.state, url) };
  }

  /** One of ours starts when the folder is used next, unless somebody has asked for one already. */
  #change(root: RootId, url: string | undefined): void {
    const { pool, store } = this.#options;
    const isWanted = store.state.roots.get(root)?.server.kind === 'refused';
    const changed = url === undefined && !isWanted ? pool.stop(root) : this.#connect(root);
    changed.catch((error: unknown) => this.#debug(error));
  }

  #onPasswordChange(): void {
    const { store, sessions } = this.#options;
    const { refused, lost } = passwordChange(store.state);
    const tries = [
      ...refused.map((root) => this.#connect(root)),
      ...lost.map((root) => sessions.refresh(root)),
    ];
    for (const each of tries) each.catch((error: unknown) => this.#debug(error));
  }

  /** Other windows may go on with the server that this one leaves. */
  async #connect(root: RootId): Promise<void> {
    await this.#options.pool.stop(root);
    await this.#options.sessions.ensureRoot(root);
  }

  /** The root's state tells people of a failure. */
  #debug(error: unknown): void {
    this.#options.log.debug(toAppError(error).message);
  }
}

async function isAgreed(question: string): Promise<boolean> {
  const answer = await vscode.window.showInformationMessage(
    `OpenCode: ${question}`,
    switchNow,
    'Later',
  );
  return answer === switchNow;
}

/** What the person runs is connected to, not started. */
function tellMenus(): void {
  const isAttaching = readSettings().serverUrl !== undefined;
  void vscode.commands.executeCommand('setContext', 'opencodeSessions.isAttaching', isAttaching);
}
