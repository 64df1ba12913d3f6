import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** Runs inside the extension host: what activation costs there, and what it starts. */
export async function run(): Promise<void> {
  const file = process.env['OPENCODE_SESSIONS_BENCH_RESULT'];
  const extension = vscode.extensions.getExtension('opencode-sessions.opencode-sessions');
  if (file === undefined || !extension || extension.isActive)
    throw new Error('Nothing to measure.');
  const before = childProcesses();
  const start = performance.now();
  await extension.activate();
  const ms = performance.now() - start;
  const started = childProcesses().filter((pid) => !before.includes(pid));
  appendFileSync(file, `${JSON.stringify({ ms, processes: started.length })}\n`);
}

/** The children of this extension host (Linux). */
function childProcesses(): readonly string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === process.pid);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended while we looked.
    return undefined;
  }
}
