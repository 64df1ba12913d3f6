import { readdirSync, readFileSync } from 'node:fs';

export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** Every process started with this variable in its environment, however deep and detached (Linux). */
export function markedProcesses(name: string, value: string): MarkedProcess[] {
  if (process.platform !== 'linux') return [];
  const mark = `${name}=${value}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => words(pid, 'environ').includes(mark))
    .map((pid) => ({ pid: Number(pid), command: words(pid, 'cmdline').join(' ').trim() }))
    .filter(({ command }) => command !== '');
}

export function killMarkedProcesses(name: string, value: string): void {
  for (const { pid } of markedProcesses(name, value)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended between the look and the signal.
    }
  }
}

function words(pid: string, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
