import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';

/** The host's own start, and that of its other extensions, is not ours to measure. */
const restMs = 5_000;

/** Runs inside the extension host: what activation costs there, and what it starts. */
export async function run(): Promise<void> {
  const file = process.env['OPENCODE_SESSIONS_BENCH_RESULT'];
  const extension = vscode.extensions.getExtension('opencode-sessions.opencode-sessions');
  if (file === undefined || !extension || extension.isActive)
    throw new Error('Nothing to measure.');
  await setTimeout(restMs);
  const before = childProcesses();
  const start = performance.now();
  await extension.activate();
  const ms = performance.now() - start;
  const started = childProcesses().filter((pid) => !before.includes(pid));
  appendFileSync(file, `${JSON.stringify({ ms, processes: started.length })}\n`);
}

/** The children of this extension host that still run something (Linux). */
function childProcesses(): readonly string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => parentOf(pid) === process.pid && !isGone(pid));
}

function isGone(pid: string): boolean {
  return readProcess(pid, 'cmdline') === '';
}

function parentOf(pid: string): number {
  const stat = readProcess(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function readProcess(pid: string, file: 'stat' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended while we looked.
    return '';
  }
}
