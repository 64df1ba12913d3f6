import { readdirSync, readFileSync } from 'node:fs';

export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** Every program started with this variable in its environment, however deep and detached (Linux). */
export function markedProcesses(name: string, value: string): MarkedProcess[] {
  const found = processesWith(name, value);
  const commands = new Map(found.map(({ pid, command }) => [pid, command]));
  // What is about to be another program is for a moment a copy of the one that starts it.
  return found.filter(({ command, parent }) => command !== commands.get(parent));
}

export function killMarkedProcesses(name: string, value: string): void {
  for (const { pid } of processesWith(name, value)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended between the look and the signal.
    }
  }
}

function processesWith(name: string, value: string): (MarkedProcess & { parent: number })[] {
  if (process.platform !== 'linux') return [];
  const mark = `${name}=${value}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => words(pid, 'environ').includes(mark))
    .map((pid) => ({ pid: Number(pid), command: commandOf(pid), parent: parentOf(pid) }))
    .filter(({ command }) => command !== '');
}

function commandOf(pid: string): string {
  return words(pid, 'cmdline').join(' ').trim();
}

function parentOf(pid: string): number {
  const status = words(pid, 'status').join('');
  return Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? 0);
}

function words(pid: string, file: 'environ' | 'cmdline' | 'status'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
