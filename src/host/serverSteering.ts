import * as vscode from 'vscode';
import { toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import { rootId, type RootId } from '../model/ids.ts';
import type { ServerPool } from '../model/server.ts';
import { canStop, serverText } from '../present/serverText.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { RootState } from '../session/state.ts';
import type { Store } from '../session/store.ts';
import type { TreeTarget } from './contributions.ts';
import { withPatientProgress } from './patientProgress.ts';
import type { Pickers } from './pickers.ts';
import { isAgreed } from './stopConsent.ts';

export interface ServerSteeringOptions {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly pool: ServerPool;
  readonly pickers: Pickers;
  readonly clock: Clock;
  readonly log: Logger;
}

type Work = (root: RootId, signal: AbortSignal) => Promise<unknown>;

/** What a person does to a folder's server. Nothing that works is ended unasked. */
export class ServerSteering {
  readonly #options: ServerSteeringOptions;

  constructor(options: ServerSteeringOptions) {
    this.#options = options;
  }

  async start(target: TreeTarget | undefined): Promise<void> {
    const root = await this.#choose(target, 'Start Server');
    if (!root) return;
    if (root.server.kind === 'ready') say('The server is running already.');
    else await this.#run(root, 'Starting the server', (id) => this.#options.sessions.start(id));
  }

  async stop(target: TreeTarget | undefined): Promise<void> {
    const { store, pool } = this.#options;
    const isWanted = ({ server }: RootState) => canStop(server);
    const candidates = target ? this.#given(target) : [...store.state.roots.values()];
    if (!candidates.some(isWanted)) return say('No server is running that could be stopped.');
    const root = await this.#choose(target, 'Stop Server', isWanted);
    if (!root || !(await isAgreed(root, 'Stop'))) return;
    await this.#work(root, 'Stopping the server', () => pool.end(root.id, 'stopped'));
  }

  async restart(target: TreeTarget | undefined): Promise<void> {
    const root = await this.#choose(target, 'Restart Server');
    if (!root || !(await isAgreed(root, 'Restart'))) return;
    await this.#run(root, 'Restarting the server', (id, signal) =>
      this.#options.sessions.restart(id, signal),
    );
  }

  /** A server of ours that is still there goes on where other windows use it. */
  async connect(target: TreeTarget | undefined): Promise<void> {
    const root = await this.#choose(target, 'Connect to Server');
    if (!root || !(await isAgreed(root, 'Stop'))) return;
    await this.#run(root, 'Connecting', async (id, signal) => {
      await this.#options.pool.stop(id);
      if (!signal.aborted) await this.#options.sessions.start(id);
    });
  }

  async #choose(
    target: TreeTarget | undefined,
    title: string,
    isWanted?: (root: RootState) => boolean,
  ): Promise<RootState | undefined> {
    const { store, pickers } = this.#options;
    const id = target ? rootId(target.rootId) : (await pickers.root(title, isWanted))?.id;
    return id === undefined ? undefined : store.state.roots.get(id);
  }

  #given({ rootId: id }: TreeTarget): readonly RootState[] {
    const root = this.#options.store.state.roots.get(rootId(id));
    return root ? [root] : [];
  }

  /** Until it runs there is a way back: it is let go of. */
  async #run(root: RootState, title: string, work: Work): Promise<void> {
    const cancel = new AbortController();
    await this.#work(
      root,
      title,
      () => work(root.id, cancel.signal),
      () => {
        cancel.abort();
        this.#letGo(root.id);
      },
    );
  }

  #letGo(root: RootId): void {
    const { pool, log } = this.#options;
    pool
      .stop(root)
      .catch((error: unknown) =>
        log.error(`Could not stop the server: ${toAppError(error).message}`),
      );
  }

  async #work(
    { id, name }: RootState,
    title: string,
    work: () => Promise<unknown>,
    onCancel?: () => void,
  ): Promise<void> {
    const { store, clock } = this.#options;
    const several = store.state.roots.size > 1;
    await withPatientProgress(work(), {
      title: `OpenCode: ${title}${several ? ` of ${name}` : ''}…`,
      onCancel,
      text: () => serverText(store.state.roots.get(id)?.server ?? { kind: 'stopped' }),
      onDidChange: store.onDidChange,
      clock,
    });
  }
}

function say(text: string): void {
  void vscode.window.showInformationMessage(`OpenCode: ${text}`);
}
