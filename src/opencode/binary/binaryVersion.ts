import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import { RememberedVersions } from './rememberedVersions.ts';
import { runProgram } from '../process/runProgram.ts';
import type { Environment } from '../server/serverEnvironment.ts';
import { isUntested, versionProblem } from './versionRange.ts';

const limitMs = 10_000;
const versionLine = /^(?:opencode\s+)?v?(?<version>\d+\.\d+\.\d+(?:[-+][\w.+-]+)?|local|dev)$/i;

export interface VersionCheck {
  readonly binary: string;
  /** The same that its server will get. */
  readonly env: Environment;
  /** Where versions are remembered from one window to the next. */
  readonly storageDirectory: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Asks a program for its version before it is started for the first time. One that answers in an odd
 * way is started all the same: what it is shows then, and nobody is refused wrongly.
 * @throws AppError `server-too-old`, `server-too-new`, `binary-not-opencode`, or why the signal aborts
 */
export async function checkVersion(check: VersionCheck, signal: AbortSignal): Promise<void> {
  const memory = new RememberedVersions(check.storageDirectory);
  const known = memory.versionOf(check.binary);
  if (known === undefined || versionProblem(known)) await askAndJudge(check, memory, signal);
  else sayUntested(check, known);
}

async function askAndJudge(
  check: VersionCheck,
  memory: RememberedVersions,
  signal: AbortSignal,
): Promise<void> {
  const version = await askVersion(check, signal);
  if (version === undefined) return;
  const problem = versionProblem(version);
  // Many programs answer with some version; OpenCode names itself when it is asked for help.
  if (problem)
    throw (await namesItself(check, signal)) ? found(check, problem) : notOpencode(check, version);
  memory.remember(check.binary, version);
  sayUntested(check, version);
}

/** Undefined when it did not answer as programs do. */
async function askVersion(check: VersionCheck, signal: AbortSignal): Promise<string | undefined> {
  const { kind, how, code, stdout, stderr } = await ask(check, '--version', signal);
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => versionLine.exec(line.trim()));
  const version = lines.find((match) => match !== null)?.groups?.['version'];
  if (kind === 'exited' && code === 0 && version !== undefined) return version;
  if (kind === 'exited' && code === 0 && (stdout + stderr).trim() !== '')
    throw notOpencode(check, (stdout + stderr).trim());
  check.log.warn(`${check.binary} did not tell its version (${how}); it is started all the same.`);
  return undefined;
}

async function namesItself(check: VersionCheck, signal: AbortSignal): Promise<boolean> {
  const { kind, stdout, stderr } = await ask(check, '--help', signal);
  return kind === 'timeout' || /opencode/i.test(stdout + stderr);
}

function ask({ binary, env, clock }: VersionCheck, option: string, signal: AbortSignal) {
  return runProgram({ command: binary, args: [option], env, limitMs, clock }, signal);
}

function sayUntested({ binary, log }: VersionCheck, version: string): void {
  if (isUntested(version)) log.info(`${binary} is OpenCode ${version}, which is not tested yet.`);
}

function found({ binary }: VersionCheck, { code, message }: AppError): AppError {
  return new AppError(code, message, { detail: `Found as ${binary}.` });
}

function notOpencode({ binary }: VersionCheck, answer: string): AppError {
  const message = `${binary} is not OpenCode.`;
  const detail = `Asked for its version, it answered:\n${answer.slice(0, 1_000)}`;
  return new AppError('binary-not-opencode', message, { detail });
}
