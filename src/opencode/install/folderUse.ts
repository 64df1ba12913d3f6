import { execFile } from 'node:child_process';
import { readdir, readlink, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Whether a process of this person runs a program from this folder. Never on Windows, which by itself
 * keeps such a folder from being moved.
 */
export async function runsFrom(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const inside = (await realpath(folder).catch(() => folder)) + sep;
  const programs = process.platform === 'linux' ? await linkedPrograms() : await listedPrograms();
  return programs.some((program) => program.startsWith(inside));
}

/** Those of other people cannot be read, and are none of ours. */
async function linkedPrograms(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readlink(`/proc/${pid}/exe`).catch(() => '')));
}

async function listedPrograms(): Promise<readonly string[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'comm='], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split('\n').map((line) => line.trim());
}
