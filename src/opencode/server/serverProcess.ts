import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError, toAppError } from '../../base/errors.ts';
import { createDeferred } from '../../base/deferred.ts';
import type { Clock } from '../../base/time.ts';
import { endAtOnce, endGently, type EndingServer } from '../process/gentleEnd.ts';
import { OutputTail } from '../process/outputTail.ts';
import { killTree } from '../process/processTree.ts';
import { endError } from './runningServer.ts';
import type { Environment } from './serverEnvironment.ts';

export interface Launch {
  readonly binary: string;
  readonly directory: string;
  readonly port: number;
  readonly env: Environment;
  /** What must not be seen of its output. */
  readonly secrets: readonly string[];
  readonly clock: Clock;
  readonly onOutput: (line: string) => void;
}

const listening = /opencode server listening on (?<url>https?:\/\/\S+)/;
const startLimitMs = 30_000;
/** The connections of a process that ends break before its end is told. */
const endNoticeMs = 500;

/**
 * One `opencode serve`. It ends by `stop`, by `kill`, or by itself; `exited` tells which way.
 * @throws AppError `binary-not-opencode` when the system refuses at once to start it
 */
export class ServerProcess {
  /** What the process ended with, in words. Never rejects. */
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #launch: Launch;
  readonly #tail: OutputTail;
  readonly #listening = createDeferred<void>();
  #isGone = false;
  #isLeft = false;

  constructor(launch: Launch) {
    this.#launch = launch;
    this.#tail = new OutputTail(launch.secrets, (line) => {
      if (!this.#isLeft) launch.onOutput(line);
      if (listening.test(line)) this.#listening.resolve();
    });
    const args = ['serve', '--hostname', '127.0.0.1', '--port', String(launch.port)];
    this.#child = spawned(launch, args);
    this.exited = this.#followExit();
    if (this.#child.stdout) this.#tail.read(this.#child.stdout);
    if (this.#child.stderr) this.#tail.read(this.#child.stderr);
  }

  /** Undefined when there was no such program. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last lines it wrote, for an error's detail. */
  get outputTail(): string {
    return this.#tail.text();
  }

  /** Resolves when the server listens. On anything else the process has been ended when this rejects. */
  async ready(signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    const cancelled = createDeferred<'cancelled'>();
    // At once: when the extension host goes down there is no later.
    const cancel = () => {
      cancelled.resolve('cancelled');
      this.kill();
    };
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    const outcome = await Promise.race([
      this.#listening.promise.then(() => 'listening' as const),
      this.exited.then((how) => ({ how })),
      this.#launch.clock.wait(startLimitMs, timer.signal).then(() => 'timeout' as const),
      cancelled.promise,
    ]);
    timer.abort();
    signal.removeEventListener('abort', cancel);
    if (outcome === 'listening') return;
    if (await endAtOnce(this.#ending)) await this.exited;
    throw this.#startError(outcome);
  }

  /** Ends it, and resolves with why it cannot be worked with: the failure, or its own end if that is behind it. */
  async reasonFor(failure: unknown): Promise<unknown> {
    const isCut = AppError.is(failure, 'server-unreachable');
    const how = isCut ? await Promise.race([this.exited, wait(endNoticeMs)]) : undefined;
    if (await endAtOnce(this.#ending)) await this.exited;
    return how === undefined ? failure : this.#startError({ how });
  }

  /** Asks nicely (which ends running tools too), then less so. Resolves with whether it is gone. */
  async stop(dispose: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const isGone = await endGently(this.#ending, dispose);
    if (isGone) await this.exited;
    return isGone;
  }

  /** The last resort: at once, with everything below it. */
  kill(): void {
    const { pid } = this.#child;
    if (!this.#isGone && pid !== undefined) killTree(pid);
  }

  /** Somebody else ends it. What it writes is read as long as this process lasts, for nobody. */
  letGo(): void {
    this.#isLeft = true;
    this.#child.unref();
    for (const pipe of [this.#child.stdout, this.#child.stderr])
      if (pipe instanceof Socket) pipe.unref();
  }

  get #ending(): EndingServer {
    return {
      pid: this.#child.pid,
      clock: this.#launch.clock,
      exited: this.exited,
      isGone: () => this.#isGone,
      terminate: () => this.#child.kill('SIGTERM'),
      kill: () => this.kill(),
    };
  }

  #followExit(): Promise<string> {
    return new Promise((resolve) => {
      const finish = (how: string) => {
        this.#isGone = true;
        // A tool that outlives the server may hold the other ends open.
        this.#child.stdout?.destroy();
        this.#child.stderr?.destroy();
        resolve(how);
      };
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) finish(error.message);
      });
      // Not `exit`: the last lines are read only when the pipes have closed, or soon after.
      this.#child.once('exit', (code, signal) => {
        this.#isGone = true;
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        const timer = setTimeout(() => finish(how), 200);
        this.#child.once('close', () => {
          clearTimeout(timer);
          finish(how);
        });
      });
    });
  }

  #startError(outcome: 'timeout' | 'cancelled' | { readonly how: string }): AppError {
    const detail = this.outputTail;
    if (outcome === 'cancelled') return new AppError('cancelled', 'The start was cancelled.');
    if (outcome === 'timeout') {
      const message = `OpenCode did not listen within ${startLimitMs / 1_000} s.`;
      return new AppError('server-start-timeout', message, { detail });
    }
    const { how } = outcome;
    if (how.startsWith('signal') || /opencode|ServeError/i.test(detail)) {
      return endError({ how, outputTail: detail }, `OpenCode ended while starting (${how}).`);
    }
    const message = `${this.#launch.binary} ended without a sign of being OpenCode (${how}).`;
    return new AppError('binary-not-opencode', message, { detail });
  }
}

/** Some failures are thrown, such as a file of another system on Windows; others are told later. */
function spawned({ binary, directory, env }: Launch, args: readonly string[]): ChildProcess {
  try {
    return spawn(binary, args, {
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch (error) {
    const message = `${binary} cannot be started (${toAppError(error).message}).`;
    throw new AppError('binary-not-opencode', message, { cause: error });
  }
}
