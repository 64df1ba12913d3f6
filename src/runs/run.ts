import { createDeferred } from '../base/deferred.ts';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/log.ts';
import { toAppError } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import type { SessionEvent } from '../model/event.ts';
import type { RootId, SessionId } from '../model/ids.ts';
import type { RequestBroker } from '../session/requestBroker.ts';
import { outboxFor, statusOf } from '../session/selectors.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { RootState } from '../session/state.ts';
import type { Store } from '../session/store.ts';
import { cancelled, failed, runEnd, unheardEnd, type RunEnd, type Seen } from './runEnd.ts';
import { runProgress } from './runProgress.ts';
import type { RunOptions } from './runOptions.ts';
import type { RunWarning } from './runWarning.ts';
import { Silence } from './silence.ts';
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
  readonly #silence: Silence;
  #unattended: UnattendedAsks | undefined;
  #sessionId: SessionId | undefined;
  #seen: Seen = { promptId: undefined, wasBusy: false, wasLost: false };
  #isSent = false;
  #isUnstoppable = false;
  #told = '';

  constructor(rootId: RootId, context: RunContext, options: RunOptions) {
    this.#rootId = rootId;
    this.#context = context;
    this.#options = options;
    this.#silence = this.#owned.add(this.#listen());
    this.#owned.add(context.store.onDidDispatch((event) => this.#note(event)));
    this.#owned.add(context.store.onDidChange(() => this.#update()));
    this.#update();
  }

  get warnings(): readonly RunWarning[] {
    return this.#warnings;
  }

  /** The session has begun: from here on its messages are kept and the signal stops its turn. */
  follow(id: SessionId): void {
    this.#sessionId = id;
    const [prompt] = this.#root ? outboxFor(this.#root, { kind: 'session', sessionId: id }) : [];
    this.#seen = { ...this.#seen, promptId: prompt?.id };
    this.#owned.add(this.#context.sessions.openTranscript(this.#rootId, id));
    const { signal } = this.#options;
    const stop = () => void this.#stop(id);
    signal.addEventListener('abort', stop, { once: true });
    this.#owned.add(toDisposable(() => signal.removeEventListener('abort', stop)));
    if (this.#options.asks === 'reject') this.#unattended = this.#owned.add(this.#rejectAsks(id));
  }

  /** Resolves with the end of the turn; the prompt has been sent. */
  async untilEnd(): Promise<RunEnd> {
    this.#isSent = true;
    this.#update();
    if (this.#options.signal.aborted && this.#sessionId) await this.#stop(this.#sessionId);
    const end = await this.#ended.promise;
    await this.#unattended?.settled();
    const isStopped = this.#options.signal.aborted && !this.#isUnstoppable;
    return isStopped ? cancelled(end.finalText) : end;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  get #root(): RootState | undefined {
    return this.#context.store.state.roots.get(this.#rootId);
  }

  #update(): void {
    const root = this.#root;
    if (root) this.#tell(runProgress(root, this.#sessionId, this.#options.asks));
    if (this.#sessionId === undefined) return;
    const isIdle = !root || statusOf(root, this.#sessionId).kind === 'idle';
    if (!isIdle) this.#seen = { ...this.#seen, wasBusy: true };
    const end = runEnd(root, this.#sessionId, this.#seen);
    if (end) this.#ended.resolve(end);
    this.#silence.note(this.#isSent && !end && isIdle && root?.server.kind === 'ready');
  }

  #note({ kind, rootId }: SessionEvent): void {
    if (kind !== 'streamLost' || rootId !== this.#rootId) return;
    this.#seen = { ...this.#seen, wasLost: this.#sessionId !== undefined };
  }

  /** For a turn of which nothing is heard any more, or was ever. */
  #listen(): Silence {
    const { clock, sessions } = this.#context;
    const onDoubt = () => void sessions.refresh(this.#rootId).catch(() => undefined);
    return new Silence({ clock, onDoubt, onCertain: () => this.#giveUp() });
  }

  /** Nothing of it must begin after it has been said to have failed. */
  #giveUp(): void {
    const id = this.#sessionId;
    if (id === undefined) return;
    this.#ended.resolve(unheardEnd(this.#root, id));
    void this.#stop(id);
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
