import { spawnSync } from 'node:child_process';
import { win32 } from 'node:path';
import { systemProgram } from './systemProgram.ts';

const answerLimitMs = 3_000;

/** Whether a process of Windows runs this program, without the second that PowerShell takes to start. */
export function runsProgram(pid: number, program: string): boolean {
  const args = ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'];
  const options = { encoding: 'utf8', windowsHide: true, timeout: answerLimitMs } as const;
  const { stdout } = spawnSync(systemProgram('tasklist.exe'), args, options);
  return isListed(stdout ?? '', pid, program);
}

/** In what `tasklist` says, which is a sentence in the person's language where there is no such process. */
export function isListed(output: string, pid: number, program: string): boolean {
  const start = `"${win32.basename(program)}","${pid}",`.toLowerCase();
  return output.split(/\r?\n/).some((line) => line.toLowerCase().startsWith(start));
}
