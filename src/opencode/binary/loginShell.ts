import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { userInfo } from 'node:os';
import { createDeferred } from '../../base/deferred.ts';
import type { Clock } from '../../base/time.ts';
import { runProgram } from '../process/runProgram.ts';
import type { Environment } from '../server/serverEnvironment.ts';

/** Long enough for a slow start file, short enough to be waited for. */
const limitMs = 10_000;
const markName = 'OPENCODE_SESSIONS_MARK';

/**
 * `sh` writes, so that every shell is asked in the same words. What it marks its words with is in the
 * environment: neither a shell that shows its commands nor a start file that prints what it has looks like it.
 */
const command = `/bin/sh -c 'printf "<%s>%s</%s>" "$${markName}" "$PATH" "$${markName}"'`;

/** A question that is under way or has been answered, and how many wait for the answer. */
interface Question {
  readonly answer: Promise<string | undefined>;
  readonly abort: AbortController;
  waiting: number;
  isAnswered: boolean;
}

/** What was answered is kept until it is forgotten: start files may take seconds. */
const questions = new Map<string, Question>();

/**
 * The PATH that the person has in a terminal, for when the editor was started from a dock. Undefined
 * when their shell does not tell it in time. @throws why the signal aborts
 */
export async function loginShellPath(
  env: Environment,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  const shell = shellOf(env);
  const args = shell === undefined ? undefined : shellArguments(shell);
  if (shell === undefined || args === undefined) return undefined;
  const question = questions.get(shell) ?? ask(shell, { args, env, clock });
  return answerTo(question, signal);
}

function shellOf(env: Environment): string | undefined {
  if (process.platform === 'win32') return undefined;
  const shell = env['SHELL'] || userInfo().shell || '';
  return shell.startsWith('/') ? shell : undefined;
}

/** Undefined for shells that do not read the start files in which people set their PATH. */
export function shellArguments(shell: string): readonly string[] | undefined {
  switch (basename(shell)) {
    case 'false':
    case 'nologin':
    case 'xonsh':
    case 'elvish':
      return undefined;
    case 'csh':
    case 'tcsh':
      return ['-i', '-c', command];
    case 'pwsh':
      return ['-Login', '-Command', command];
    case 'nu':
      return ['-i', '-l', '-c', `^${command}`];
    default:
      return ['-i', '-l', '-c', command];
  }
}

function ask(
  shell: string,
  how: { readonly args: readonly string[]; readonly env: Environment; readonly clock: Clock },
): Question {
  const abort = new AbortController();
  const answer = pathFrom(shell, how, abort.signal).catch(() => undefined);
  const question: Question = { answer, abort, waiting: 0, isAnswered: false };
  questions.set(shell, question);
  void follow(question);
  return question;
}

async function follow(question: Question): Promise<void> {
  const path = await question.answer;
  question.isAnswered = true;
  // The machine may only have been busy.
  if (path === undefined) forget(question);
}

/** One who no longer waits does not end it for others; the last one does. */
async function answerTo(question: Question, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const left = createDeferred<undefined>();
  const leave = () => {
    if (--question.waiting === 0 && !question.isAnswered) forget(question);
    left.resolve(undefined);
  };
  question.waiting++;
  signal.addEventListener('abort', leave, { once: true });
  const path = await Promise.race([question.answer, left.promise]);
  signal.removeEventListener('abort', leave);
  signal.throwIfAborted();
  question.waiting--;
  return path;
}

/** The next one asks the shell anew: what a person installs meanwhile may add to its PATH. */
export function forgetLoginShellPaths(): void {
  for (const [shell, { isAnswered }] of questions) if (isAnswered) questions.delete(shell);
}

function forget(question: Question): void {
  question.abort.abort();
  for (const [shell, each] of questions) if (each === question) questions.delete(shell);
}

async function pathFrom(
  shell: string,
  { args, env, clock }: Parameters<typeof ask>[1],
  signal: AbortSignal,
): Promise<string | undefined> {
  const mark = randomUUID();
  const asked = { ...env, [markName]: mark, VSCODE_RESOLVING_ENVIRONMENT: '1', TERM: 'dumb' };
  const { stdout } = await runProgram({ command: shell, args, env: asked, limitMs, clock }, signal);
  return new RegExp(`<${mark}>(?<path>.+)</${mark}>`).exec(stdout)?.groups?.['path'];
}
