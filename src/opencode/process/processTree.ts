import { spawnSync } from 'node:child_process';
import { systemClock } from '../../base/time.ts';
import type { ListedProcess } from './listedProcess.ts';
import { isSame, type ProcessRef } from './processIdentity.ts';
import { listProcesses, listProcessesNow, processesWith } from './processTable.ts';
import { systemProgram } from './systemProgram.ts';

/**
 * Ends a process and everything below it at once. Synchronous, so that it also works while the
 * extension host goes down. OpenCode's tools run in process groups of their own: a group kill misses them.
 */
export function killTree(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync(systemProgram('taskkill.exe'), ['/pid', String(pid), '/T', '/F'], {
      windowsHide: true,
    });
    return;
  }
  // Read before the parent dies: its children are handed to another parent then.
  const below = descendants(pid);
  for (const each of [pid, ...below.map((child) => child.pid)]) killOne(each);
}

/** Ends those of these processes that still run, with everything below them. Not for Windows. */
export function killRemaining(processes: readonly ProcessRef[]): void {
  if (processes.length === 0) return;
  const listed = listedNow();
  const remaining = processes.filter((one) => listed.some((other) => isSame(one, other)));
  for (const { pid } of remaining) killTree(pid);
}

/** Not for Windows, where `taskkill` finds them. */
export function descendants(pid: number): readonly ProcessRef[] {
  const listed = listedNow();
  const below: ProcessRef[] = [];
  const open = [pid];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    const children = listed.filter((each) => each.parent === parent);
    below.push(...children);
    open.push(...children.map((child) => child.pid));
  }
  return below;
}

/** None when the system does not tell: what is known by its number must be ended all the same. */
function listedNow(): readonly ListedProcess[] {
  try {
    return listProcessesNow();
  } catch {
    return [];
  }
}

const mostRounds = 5;
const mostLooks = 40;
const lookPauseMs = 50;

/** Ends all that has `variable` in its environment, and what such a process begins meanwhile. Not for Windows. */
export function killMarked(variable: string): void {
  for (let round = 0; round < mostRounds; round++) {
    const found = processesWith(variable);
    if (found.length === 0) return;
    for (const { pid } of found) killOne(pid);
  }
}

/**
 * Ends what outlives a server. `server` is what ran, if that is known. Resolves with whether
 * all of it is gone, in bounded time: what is killed on a busy machine runs on for a moment.
 */
export async function killLeftBehind(
  variable: string,
  server: ProcessRef | undefined,
): Promise<boolean> {
  if (process.platform !== 'win32') return killAllMarked(variable);
  if (server) for (const pid of leftBy(server, await listProcesses())) killTree(pid);
  return true;
}

async function killAllMarked(variable: string): Promise<boolean> {
  for (let look = 0; look < mostLooks; look += 1) {
    killMarked(variable);
    if (processesWith(variable).length === 0) return true;
    await systemClock.wait(lookPauseMs);
  }
  return false;
}

/**
 * On Windows a process keeps the number of its dead parent, even when another one has got that. So
 * nothing is known to be left by a server whose start is not known.
 */
export function leftBy(
  { pid, startedAt }: ProcessRef,
  listed: readonly ListedProcess[],
): readonly number[] {
  if (startedAt === '') return [];
  const heir = listed.find((each) => each.pid === pid && each.startedAt !== startedAt);
  return listed
    .filter((each) => each.parent === pid && !isBefore(each.startedAt, startedAt))
    .filter((each) => heir === undefined || isBefore(each.startedAt, heir.startedAt))
    .map((each) => each.pid);
}

function isBefore(one: string, other: string): boolean {
  return BigInt(one) < BigInt(other);
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}
