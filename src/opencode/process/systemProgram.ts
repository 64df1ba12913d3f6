import { win32 } from 'node:path';

/** A program of Windows by its place: another of that name may lie in a folder that is searched before. */
export function systemProgram(name: string): string {
  return win32.join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', name);
}
