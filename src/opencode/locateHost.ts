import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import type { LocateHost } from './locate.ts';

/** This machine, seen with the environment that OpenCode will get. */
export function systemHost(env: LocateHost['env']): LocateHost {
  return { platform: process.platform, env, home: env['HOME'] ?? homedir(), isProgram, list };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: either way not a candidate.
    return false;
  }
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    // A folder that is not there has no names.
    return [];
  }
}
