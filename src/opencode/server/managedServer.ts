import { unlessAborted } from '../../base/abort.ts';
import type { Disposable } from '../../base/disposable.ts';
import { AppError, toAppError } from '../../base/errors.ts';
import { childLogger, redactingLogger, warnOnFailure, type Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { RootId } from '../../model/ids.ts';
import {
  placeOf,
  stopped,
  stoppedServer,
  type EndReason,
  type ServerState,
  type StartPhase,
  type StopReason,
} from '../../model/server.ts';
import { isTransient } from '../http/httpFailure.ts';
import type { LaunchOptions } from './launch.ts';
import { OpencodeBackend } from '../opencodeBackend.ts';
import { isRefusal } from './refusals.ts';
import { keepsEnding, RestartBudget } from './restartBudget.ts';
import { endError, type RunningServer, type ServerEnd } from './runningServer.ts';
import { newCredentials, secretsOf, type Credentials } from './serverEnvironment.ts';
import { startInTime } from './startLimit.ts';

export interface ManagedServerOptions extends Omit<
  LaunchOptions,
  'rootId' | 'settings' | 'credentials' | 'onPhase'
> {
  readonly rootId: RootId;
  readonly settings: () => LaunchOptions['settings'];
  /** Why this root's server may not start now. */
  readonly canStart: () => AppError | undefined;
  readonly onState: (state: ServerState) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Run {
  readonly abort: AbortController;
  readonly credentials: Credentials;
  /** Knows the run's password, to hide it. */
  readonly log: Logger;
  readonly backend: Promise<OpencodeBackend>;
  /** Begins at once what waits after a crash. */
  hurry?: () => void;
  server?: RunningServer;
}

/**
 * One root's server: stopped → starting → ready, and out of each of them stopped, crashed or refused.
 * A run is one passage through it; at most one is under way. One that crashed is followed by another
 * after a while, unless that happened too often. What becomes of the event stream of a server that
 * runs is for those who watch it.
 */
export class ManagedServer implements Disposable {
  readonly #options: ManagedServerOptions;
  #state: ServerState = stoppedServer;
  #run: Run | undefined;
  /** The runs that `stop` is ending, and their ends. */
  readonly #ending = new Map<Run, Promise<void>>();
  readonly #budget = new RestartBudget();
  #isDisposed = false;

  constructor(options: ManagedServerOptions) {
    this.#options = options;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Whoever asks need not wait for a restart that is due later. */
  backend(): Promise<OpencodeBackend> {
    this.#run ??= this.#begin();
    this.#run.hurry?.();
    return this.#run.backend;
  }

  /** Whatever happened before, it is started again as often as the first time. */
  forgetCrashes(): void {
    this.#budget.clear();
  }

  /** Stopped for all who look from here on; resolves when the process is gone, or left to other windows. */
  stop(because?: StopReason): Promise<void> {
    return this.#leave(stopped(because), (server) => server.stop());
  }

  /** The same for all windows, as a person wishes. */
  end(reason: EndReason): Promise<void> {
    return this.#leave(stoppedServer, (server) => server.end(reason));
  }

  /** At once: for when there is no time left to ask. */
  dispose(): void {
    this.#isDisposed = true;
    for (const run of [this.#run, ...this.#ending.keys()]) if (run) kill(run, cancelled());
    this.#run = undefined;
  }

  #begin(delayMs = 0): Run {
    const abort = new AbortController();
    // The work starts a tick later, when the run is known by its name, and the earlier runs have ended.
    const ended = unlessAborted(this.#allEnded(), abort.signal);
    const backend = ended.then(() => this.#start(run, delayMs));
    const credentials = newCredentials();
    const log = redactingLogger(this.#options.log, () => secretsOf(credentials));
    const run: Run = { abort, credentials, log, backend };
    backend.catch((error: unknown) => this.#fail(run, toAppError(error)));
    return run;
  }

  /** Rides through crashes, so that whoever waits gets the server that comes of it. */
  async #start(run: Run, delayMs: number): Promise<OpencodeBackend> {
    await this.#wait(run, delayMs);
    try {
      return await this.#startOnce(run);
    } catch (error) {
      const reason = toAppError(error);
      run.abort.signal.throwIfAborted();
      // One that ends by itself while it starts would do so again.
      if (reason.code !== 'server-killed') throw reason;
      const nextMs = this.#restartDelay(run);
      if (nextMs === undefined) throw keepsEnding(reason);
      this.#set(run, this.#crashed(reason, nextMs));
      return this.#start(run, nextMs);
    }
  }

  async #wait(run: Run, ms: number): Promise<void> {
    if (ms > 0) {
      const pause = new AbortController();
      run.hurry = () => pause.abort();
      const end = AbortSignal.any([run.abort.signal, pause.signal]);
      await this.#options.clock.wait(ms, end);
    }
    run.abort.signal.throwIfAborted();
  }

  async #startOnce(run: Run): Promise<OpencodeBackend> {
    const refusal = this.#options.canStart();
    if (refusal) throw refusal;
    const since = this.#options.clock.now();
    const start = {
      ...this.#options,
      settings: this.#options.settings(),
      credentials: run.credentials,
      log: run.log,
      onPhase: (phase: StartPhase) => this.#set(run, { kind: 'starting', phase, since }),
    };
    const server = await startInTime(start, run.abort.signal);
    run.server = server;
    if (run.abort.signal.aborted) kill(run, cancelled());
    run.abort.signal.throwIfAborted();
    this.#follow(run, server);
    this.#set(run, { kind: 'ready', ...placeOf(server) });
    return this.#backend(run, server);
  }

  #backend(run: Run, server: RunningServer): OpencodeBackend {
    const { rootId, clock } = this.#options;
    return new OpencodeBackend({
      rootId,
      clock,
      log: childLogger(run.log, 'stream'),
      http: server.http,
      serverVersion: server.version,
      ended: run.abort.signal,
      settle: async () => {
        try {
          await server.settle();
        } catch (error) {
          this.#unsettled(run, toAppError(error));
          throw error;
        }
      },
    });
  }

  #follow(run: Run, server: RunningServer): void {
    const follow = async () => {
      const end = await server.ended;
      if (AppError.is(end, 'stopped-elsewhere')) this.#finish(run, this.#crashed(end, undefined));
      else if (AppError.is(end, 'restarted-elsewhere')) this.#crash(run, end, 0);
      else if (end instanceof AppError && end.code !== 'server-changed') this.#unsettled(run, end);
      else this.#crash(run, end instanceof AppError ? end : unexpectedEnd(end));
    };
    follow().catch((error: unknown) => run.log.error(String(error)));
  }

  #crash(run: Run, error: AppError, delayMs = this.#restartDelay(run)): void {
    if (this.#run !== run) return;
    this.#finish(run, this.#crashed(delayMs === undefined ? keepsEnding(error) : error, delayMs));
    // A listener may have asked for the server by now.
    if (delayMs !== undefined && !this.#isDisposed) this.#run ??= this.#begin(delayMs);
  }

  #crashed(error: AppError, delayMs: number | undefined): ServerState {
    const restartsAt = delayMs === undefined ? undefined : this.#options.clock.now() + delayMs;
    return { kind: 'crashed', error, stderrTail: error.detail ?? '', restartsAt };
  }

  /** Undefined when it is not to be started again without being asked. */
  #restartDelay(run: Run): number | undefined {
    if (this.#run !== run) return undefined;
    return this.#budget.take(this.#options.clock.now());
  }

  /**
   * A server whose configuration is broken or whose permissions are not certain does no work. One
   * that is only slow, or just ending, is no case of it.
   */
  #unsettled(run: Run, error: AppError): void {
    if (isTransient(error)) return;
    this.#finish(run, { kind: 'refused', error });
  }

  #fail(run: Run, error: AppError): void {
    if (error.code === 'cancelled') return this.#finish(run, stoppedServer);
    if (isRefusal(error)) this.#finish(run, { kind: 'refused', error });
    else this.#finish(run, this.#crashed(error, undefined));
  }

  /** The end of a run that nobody asked for; `stop` has taken away the run that it ends. */
  #finish(run: Run, state: ServerState): void {
    if (this.#run !== run) return;
    // First: who asks for the server on hearing of it is to get the next one.
    this.#run = undefined;
    kill(run, 'error' in state ? state.error : cancelled());
    this.#change(run, state);
  }

  #leave(state: ServerState, how: (server: RunningServer) => Promise<void>): Promise<void> {
    this.#budget.clear();
    const run = this.#run;
    if (run) {
      this.#run = undefined;
      this.#change(run, state);
      const ended = this.#end(run, how).finally(() => this.#ending.delete(run));
      this.#ending.set(run, ended);
    }
    return this.#allEnded();
  }

  async #end(run: Run, how: (server: RunningServer) => Promise<void>): Promise<void> {
    run.abort.abort(cancelled());
    await run.backend.catch(() => undefined);
    if (!run.server) return;
    // A server that cannot be ended in order must not keep the next one from being started.
    await how(run.server).catch((error: unknown) => run.log.warn(String(error)));
  }

  async #allEnded(): Promise<void> {
    await Promise.all(this.#ending.values());
  }

  #set(run: Run, state: ServerState): void {
    if (this.#run === run) this.#change(run, state);
  }

  #change(run: Run, state: ServerState): void {
    if (this.#isDisposed) return;
    this.#state = state;
    const log = childLogger(run.log, 'server');
    if ('error' in state) log.error(`${state.kind}: ${state.error.message}`);
    else log.info(state.kind === 'starting' ? `starting: ${state.phase}` : state.kind);
    this.#options.onState(state);
  }
}

/** Whatever fails with it, the run is over. */
function kill({ abort, server, log }: Run, reason: AppError): void {
  abort.abort(reason);
  warnOnFailure(log, () => server?.kill());
}

function unexpectedEnd(end: ServerEnd): AppError {
  return endError(end, `The OpenCode server ended unexpectedly (${end.how}).`);
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The server was stopped.');
}
