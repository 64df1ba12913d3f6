import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/time.ts';
import { killTree } from './processTree.ts';
import type { Environment } from '../server/serverEnvironment.ts';

export interface ProgramRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd?: string | undefined;
  readonly limitMs: number;
  readonly clock: Clock;
}

/** How a program ended, and the last that it wrote. */
export interface ProgramEnd {
  readonly kind: 'exited' | 'signalled' | 'timeout' | 'not-started';
  /** `exit code 1`, `signal SIGKILL`, or why it could not be started */
  readonly how: string;
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const keptChars = 64 * 1024;
const lastLinesMs = 200;

/**
 * Runs a program to its end, without input, for a limited time and with limited output. When this
 * ends, also by the signal, it and all that it started are gone.
 * @throws why the signal aborts
 */
export async function runProgram(run: ProgramRun, signal: AbortSignal): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const child = start(run);
  if (child instanceof Error) return { ...notStarted(child), stdout: '', stderr: '' };
  const kept = { stdout: keep(child.stdout), stderr: keep(child.stderr) };
  const kill = () => {
    if (child.pid !== undefined && !hasExited(child)) killAll(child.pid);
  };
  // At once: when the extension host goes down there is no later.
  signal.addEventListener('abort', kill, { once: true });
  const end = await endOf(child, run, kill);
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  return { ...end, stdout: kept.stdout(), stderr: kept.stderr() };
}

/** Some failures are thrown, such as a file of another system on Windows; others are told later. */
function start({ command, args, cwd, env }: ProgramRun): ChildProcess | Error {
  try {
    return spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A session of its own: no terminal to ask, none to take away from others, and one group to end.
      detached: process.platform !== 'win32',
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

type End = Omit<ProgramEnd, 'stdout' | 'stderr'>;

async function endOf(child: ChildProcess, run: ProgramRun, kill: () => void): Promise<End> {
  const exited = exitOf(child);
  const timer = new AbortController();
  const timeout = run.clock.wait(run.limitMs, timer.signal);
  const first = await Promise.race([exited, timeout]);
  timer.abort();
  if (first) return first;
  kill();
  await exited;
  return { kind: 'timeout', how: `no end within ${run.limitMs / 1_000} s`, code: undefined };
}

/** The group is ended as a whole, with what is being started just now; the tree reaches beyond it. */
function killAll(pid: number): void {
  killTree(pid);
  if (process.platform === 'win32') return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** The last lines are read only when the pipes have closed; what is left running may hold them open. */
function exitOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    const finish = (end: End) => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(end);
    };
    child.once('error', (error) => {
      if (child.pid === undefined) finish(notStarted(error));
    });
    child.once('exit', (code, signal) => {
      const end = endBy(code, signal);
      const timer = setTimeout(() => finish(end), lastLinesMs);
      child.once('close', () => {
        clearTimeout(timer);
        finish(end);
      });
    });
  });
}

function notStarted({ message }: Error): End {
  return { kind: 'not-started', how: message, code: undefined };
}

function endBy(code: number | null, signal: string | null): End {
  if (code === null) return { kind: 'signalled', how: `signal ${signal}`, code: undefined };
  return { kind: 'exited', how: `exit code ${code}`, code };
}

function keep(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-keptChars);
  });
  return () => text;
}
