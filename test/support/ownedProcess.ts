import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { until } from './until.ts';

export interface OwnedProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Gets each line that it prints, without its end. */
  readonly onLine?: (line: string) => void;
}

/** A process with all its descendants, which never outlives this one. */
export class OwnedProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #killAtExit = () => this.#kill('SIGKILL');
  #output = '';

  constructor(command: string, args: readonly string[], options: OwnedProcessOptions) {
    const { env, cwd, onLine } = options;
    this.#child = spawn(command, args, {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    };
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      output?.on('data', keep);
      if (output && onLine) createInterface({ input: output }).on('line', onLine);
    }
    this.#closed = once(this.#child, 'close').catch((error: unknown) =>
      keep(Buffer.from(String(error))),
    );
    process.once('exit', this.#killAtExit);
  }

  get running(): boolean {
    return (
      this.#child.pid !== undefined && this.#child.exitCode === null && !this.#child.signalCode
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last 20,000 characters of both streams. */
  get output(): string {
    return this.#output;
  }

  /** Waits for the end and says whether it was a good one. */
  async finished(): Promise<boolean> {
    await this.#closed;
    process.off('exit', this.#killAtExit);
    return this.#child.exitCode === 0;
  }

  /** Asks the process itself to end, gives its descendants time to follow, then kills the rest. */
  async stop(): Promise<void> {
    process.off('exit', this.#killAtExit);
    if (this.running) this.#child.kill('SIGTERM');
    const gone = () => !this.#isGroupAlive();
    await until(gone, { what: 'the process group', timeoutMs: 8000 }).catch(() => undefined);
    this.#kill('SIGKILL');
    await this.#closed;
  }

  #isGroupAlive(): boolean {
    const { pid } = this.#child;
    if (pid === undefined) return false;
    if (process.platform === 'win32') return this.running;
    try {
      return process.kill(-pid, 0);
    } catch {
      return false;
    }
  }

  /** Signals the whole group; what has ended already needs no signal. */
  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
