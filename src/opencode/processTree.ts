import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process, told by its start from a later one that was given the same number. */
export interface ProcessRef {
  readonly pid: number;
  readonly startedAt: string;
}

interface ListedProcess extends ProcessRef {
  readonly parent: number;
}

/**
 * Ends a process and everything below it at once. Synchronous, so that it also works while the
 * extension host goes down. OpenCode's tools run in process groups of their own: a group kill misses them.
 */
export function killTree(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  // Read before the parent dies: its children are handed to another parent then.
  const below = descendants(pid);
  for (const each of [pid, ...below.map((child) => child.pid)]) killOne(each);
}

/** Ends those of these processes that still run, with everything below them. */
export function killRemaining(processes: readonly ProcessRef[]): void {
  if (processes.length === 0) return;
  const listed = listProcesses();
  const remaining = processes.filter((one) => listed.some((other) => isSame(one, other)));
  for (const { pid } of remaining) killTree(pid);
}

/** Not for Windows, where `taskkill` finds them. */
export function descendants(pid: number): readonly ProcessRef[] {
  const listed = listProcesses();
  const below: ProcessRef[] = [];
  const open = [pid];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    const children = listed.filter((each) => each.parent === parent);
    below.push(...children);
    open.push(...children.map((child) => child.pid));
  }
  return below;
}

function isSame(one: ProcessRef, other: ProcessRef): boolean {
  return one.pid === other.pid && one.startedAt === other.startedAt;
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}

function listProcesses(): readonly ListedProcess[] {
  return process.platform === 'linux' ? procProcesses() : psProcesses();
}

function procProcesses(): readonly ListedProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => procProcess(pid) ?? []);
}

/** The name, in parentheses, may itself hold spaces and parentheses. */
function procProcess(pid: string): ListedProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid: Number(pid), parent: Number(fields[1]), startedAt: fields[19] ?? '' };
  } catch {
    // It ended while we were looking.
    return undefined;
  }
}

function psProcesses(): readonly ListedProcess[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, ...startedAt] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), startedAt: startedAt.join(' ') };
    });
}
