import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { runsProgram } from './imageName.ts';
import {
  cimQuery,
  parseCim,
  parsePs,
  parsePsEnvironments,
  parseStat,
  psColumns,
  psEnvironment,
  type ListedProcess,
} from './listedProcess.ts';
import { isSame, type ProcessRef, type ProgramRef } from './processIdentity.ts';
import { systemProgram } from './systemProgram.ts';

const run = promisify(execFile);
const maxBuffer = 64 * 1024 * 1024;

/** @throws when the system does not tell */
export async function listProcesses(): Promise<readonly ListedProcess[]> {
  if (process.platform !== 'win32') return listProcessesNow();
  const program = systemProgram(String.raw`WindowsPowerShell\v1.0\powershell.exe`);
  const args = ['-NoProfile', '-NonInteractive', '-Command', cimQuery];
  const { stdout } = await run(program, args, { windowsHide: true, timeout: 20_000, maxBuffer });
  return parseCim(stdout);
}

/** Not for Windows, where it takes a second. @throws when the system does not tell */
export function listProcessesNow(): readonly ListedProcess[] {
  if (process.platform !== 'linux') return parsePs(ps(['-A', '-o', psColumns]));
  return procPids().flatMap((pid) => readStat(pid) ?? []);
}

/** Undefined when there is none of this number, or the system does not tell. */
export async function findProcess(pid: number): Promise<ProcessRef | undefined> {
  if (process.platform === 'linux') return readStat(pid);
  const listed = await listProcesses().catch(() => []);
  return listed.find((each) => each.pid === pid);
}

/** False only when it is certain that it does not run any more. */
export async function isRunning(ref: ProcessRef): Promise<boolean> {
  if (process.platform === 'linux' || ref.startedAt === '' || !mayRun(ref)) return mayRun(ref);
  const listed = await listProcesses().catch(() => undefined);
  return listed?.some((each) => isSame(each, ref)) ?? true;
}

let ownRef: ProcessRef | undefined;

/** The process that runs this code: of a window of VS Code, its extension host. */
export async function thisProcess(): Promise<ProcessRef> {
  ownRef ??= await findProcess(process.pid);
  return ownRef ?? { pid: process.pid, startedAt: '' };
}

/**
 * Whether it may still run. Where the system tells little, or would take long to, a process of the
 * same number counts as the same one: good enough to let be, not to end it.
 */
export function mayRun(ref: ProcessRef): boolean {
  if (process.platform !== 'linux' || ref.startedAt === '') return hasNumber(ref.pid);
  const found = readStat(ref.pid);
  return found !== undefined && isSame(found, ref);
}

/** Whether it certainly runs; on Windows, which takes long to tell, whether its number runs its program. */
export function isSameNow(ref: ProgramRef): boolean {
  if (ref.startedAt === '') return false;
  if (process.platform === 'linux') return mayRun(ref);
  if (process.platform === 'win32') return mayRun(ref) && runsProgram(ref.pid, ref.binary);
  return listProcessesNow().some((each) => isSame(each, ref));
}

/**
 * The processes of this user with `variable` (`NAME=value`) in their environment. Not for Windows, which
 * does not show it.
 */
export function processesWith(variable: string): readonly ProcessRef[] {
  if (process.platform === 'win32') return [];
  const pids = process.platform === 'linux' ? procPidsWith(variable) : psPidsWith(variable);
  if (pids.length === 0) return [];
  const listed = listProcessesNow();
  const above = ancestors(listed);
  return listed.filter(({ pid }) => pids.includes(pid) && !above.has(pid));
}

/** Undefined where the environment cannot be read. Linux only. */
export function hasVariable(pid: number, variable: string): boolean | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(variable);
  } catch {
    return undefined;
  }
}

/** This process and those that it runs below: somebody may have started the editor from a tool. */
function ancestors(listed: readonly ListedProcess[]): ReadonlySet<number> {
  const parents = new Map(listed.map(({ pid, parent }) => [pid, parent]));
  const above = new Set<number>();
  let pid: number | undefined = process.pid;
  while (pid !== undefined && !above.has(pid)) {
    above.add(pid);
    pid = parents.get(pid);
  }
  return above;
}

function hasNumber(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readStat(pid: number): ListedProcess | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // There is none of this number, or no more.
    return undefined;
  }
}

function procPids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function procPidsWith(variable: string): readonly number[] {
  return procPids().filter((pid) => isOurs(pid) && hasVariable(pid, variable) === true);
}

function isOurs(pid: number): boolean {
  try {
    return statSync(`/proc/${pid}`).uid === process.getuid?.();
  } catch {
    return false;
  }
}

function psPidsWith(variable: string): readonly number[] {
  const columns = ['-x', '-ww', '-o', 'pid=,command='];
  return parsePsEnvironments(ps(['-E', ...columns]), ps(columns), variable);
}

function ps(args: readonly string[]): string {
  const env = { ...process.env, ...psEnvironment };
  const { stdout, error } = spawnSync('ps', args, { encoding: 'utf8', env, maxBuffer });
  if (error) throw error;
  return stdout;
}
