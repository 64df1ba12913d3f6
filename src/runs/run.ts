import { createDeferred } from '../base/deferred.ts';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/log.ts';
import { toAppError } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import type { RootId, SessionId } from '../model/ids.ts';
import type { RequestBroker } from '../session/requestBroker.ts';
import { statusOf } from '../session/selectors.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { Store } from '../session/store.ts';
import { cancelled, failed, runEnd, type RunEnd } from './runEnd.ts';
import { runProgress } from './runProgress.ts';
import type { RunOptions } from './runOptions.ts';
import type { RunWarning } from './runWarning.ts';
import { UnattendedAsks } from './unattendedAsks.ts';

export interface RunContext {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly broker: RequestBroker;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Watches one run from before its server starts until its turn has ended. */
export class Run implements Disposable {
  readonly #context: RunContext;
  readonly #rootId: RootId;
  readonly #options: RunOptions;
  readonly #owned = new DisposableStore();
  readonly #ended = createDeferred<RunEnd>();
  readonly #warnings: RunWarning[] = [];
  #unattended: UnattendedAsks | undefined;
  #sessionId: SessionId | undefined;
  #wasBusy = false;
  #isUnstoppable = false;
  #told = '';

  constructor(rootId: RootId, context: RunContext, options: RunOptions) {
    this.#rootId = rootId;
    this.#context = context;
    this.#options = options;
    this.#owned.add(context.store.onDidChange(() => this.#update()));
    this.#update();
  }

  get warnings(): readonly RunWarning[] {
    return this.#warnings;
  }

  /** The session has begun: from here on its messages are kept and the signal stops its turn. */
  follow(id: SessionId): void {
    this.#sessionId = id;
    this.#owned.add(this.#context.sessions.openTranscript(this.#rootId, id));
    const { signal } = this.#options;
    const stop = () => void this.#stop(id);
    signal.addEventListener('abort', stop, { once: true });
    this.#owned.add(toDisposable(() => signal.removeEventListener('abort', stop)));
    if (this.#options.asks === 'reject') this.#unattended = this.#owned.add(this.#rejectAsks(id));
  }

  /** Resolves with the end of the turn; the prompt has been sent. */
  async untilEnd(): Promise<RunEnd> {
    if (this.#options.signal.aborted && this.#sessionId) await this.#stop(this.#sessionId);
    const end = await this.#ended.promise;
    await this.#unattended?.settled();
    const isStopped = this.#options.signal.aborted && !this.#isUnstoppable;
    return isStopped ? cancelled(end.finalText) : end;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #update(): void {
    const root = this.#context.store.state.roots.get(this.#rootId);
    if (root) this.#tell(runProgress(root, this.#sessionId, this.#options.asks));
    if (this.#sessionId === undefined) return;
    this.#wasBusy ||= root !== undefined && statusOf(root, this.#sessionId).kind !== 'idle';
    const end = runEnd(root, this.#sessionId, this.#wasBusy);
    if (end) this.#ended.resolve(end);
  }

  #rejectAsks(sessionId: SessionId): UnattendedAsks {
    const { store, broker, clock } = this.#context;
    const onWarning = (warning: RunWarning) => this.#warn(warning);
    const rootId = this.#rootId;
    return new UnattendedAsks({ store, broker, clock, rootId, sessionId, onWarning });
  }

  /** That nobody reads a warning must not keep the next ask from being rejected. */
  #warn(warning: RunWarning): void {
    this.#warnings.push(warning);
    try {
      this.#options.onWarning?.(warning);
    } catch (error) {
      this.#context.log.error(toAppError(error).message);
    }
  }

  #tell(text: string): void {
    if (text === this.#told) return;
    this.#told = text;
    this.#options.onProgress(text);
  }

  /** Nobody waits for the server to agree; that it did not is told, because the turn goes on. */
  async #stop(id: SessionId): Promise<void> {
    try {
      await this.#context.sessions.stopSession(this.#rootId, id);
      this.#ended.resolve(cancelled(''));
    } catch (error) {
      const reason = toAppError(error);
      this.#context.log.warn(`Could not stop ${id}: ${reason.message}`);
      this.#isUnstoppable = true;
      this.#ended.resolve(failed(reason, ''));
    } finally {
      // What goes on until then may still ask.
      this.#unattended?.dispose();
    }
  }
}
