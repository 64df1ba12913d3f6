import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import type { Environment } from '../server/serverEnvironment.ts';
import { platformPackages, type PlatformPackages } from './platformPackages.ts';

/** What the search for programs looks at, so that every platform can be tested on any. */
export interface LocateHost {
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  readonly home: string;
  /** Those whose program may run on this machine. */
  readonly packages: PlatformPackages;
  /** Whether the path is a file that this person may execute (on Windows: any file). */
  isProgram(path: string): boolean;
  /** The names in a directory; empty when there is none. */
  list(directory: string): readonly string[];
  /** Where a link leads to; the path itself when it is none. */
  realPath(path: string): string;
  /** What a small file of text says; undefined for everything else, such as a program. */
  read(path: string): string | undefined;
  /** The PATH of the person's login shell. Takes a while, so it is asked for only when needed. */
  loginPath(): Promise<string | undefined>;
}

/** This machine, seen with the environment that OpenCode will get. */
export function systemHost(env: Environment, loginPath: LocateHost['loginPath']): LocateHost {
  const { platform, arch } = process;
  const home = env['HOME'] || homedir();
  const packages = platformPackages(platform, arch, { isMusl, hasAvx2: hasAvx2() });
  return { platform, env, home, packages, isProgram, list, realPath, read, loginPath };
}

const isMusl = existsSync('/etc/alpine-release');
const largestText = 64 * 1024;

/** Only Linux says so without a program being run; elsewhere the usual build is tried first. */
function hasAvx2(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return /\bavx2\b/i.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    // Nothing said: most have it.
    return true;
  }
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

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // Not there, or a link to nowhere.
    return path;
  }
}

function read(path: string): string | undefined {
  try {
    if (statSync(path).size > largestText) return undefined;
    const text = readFileSync(path, 'utf8');
    return text.includes('\0') ? undefined : text;
  } catch {
    // What cannot be read says nothing.
    return undefined;
  }
}
