import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { RootId } from '../../../src/model/ids.ts';
import { until } from '../until.ts';

/** The server that runs, or is just starting, for a root (Linux). */
export function serverPid(root: RootId): Promise<number> {
  const find = () => processes().find((pid) => isServer(pid) && directoryOf(pid) === root);
  return until(find, { what: `a server for ${root}` });
}

/** Everything that still runs in a root, tools of a server that is gone too. */
export function processesIn(root: RootId): readonly number[] {
  return processes().filter((pid) => directoryOf(pid).startsWith(root));
}

function processes(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function isServer(pid: number): boolean {
  return read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).includes('serve\0--hostname');
}

function directoryOf(pid: number): string {
  return read(() => readlinkSync(`/proc/${pid}/cwd`));
}

function read(from: () => string): string {
  try {
    return from();
  } catch {
    // It has ended, or is somebody else's.
    return '';
  }
}
