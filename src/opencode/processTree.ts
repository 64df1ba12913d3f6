import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

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
  for (const each of [pid, ...descendants(pid)]) killOne(each);
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}

export function descendants(pid: number): readonly number[] {
  const parents = process.platform === 'linux' ? procParents() : psParents();
  const below: number[] = [];
  const open = [pid];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    const children = parents.filter(([, its]) => its === parent).map(([child]) => child);
    below.push(...children);
    open.push(...children);
  }
  return below;
}

type ParentOf = readonly [child: number, parent: number];

function procParents(): readonly ParentOf[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const parent = procParent(name);
    return parent === undefined ? [] : [[Number(name), parent] as const];
  });
}

/** The name, in parentheses, may itself hold spaces and parentheses. */
function procParent(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended while we were looking.
    return undefined;
  }
}

function psParents(): readonly ParentOf[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [child, parent] = line.trim().split(/\s+/).map(Number);
      return [child ?? 0, parent ?? 0] as const;
    });
}
