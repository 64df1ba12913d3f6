import { posix, win32 } from 'node:path';
import type { Environment } from '../../opencode/server/serverEnvironment.ts';

/** Variables for one folder, or for all of them. */
export interface FolderVariables {
  /** As the person wrote it; `*` for every folder. */
  readonly folder: string;
  /** Undefined takes a variable away. */
  readonly variables: Environment;
}

export interface EnvironmentSetting {
  readonly folders: readonly FolderVariables[];
  /** Sentences about entries that are ignored. They name the entry, never its value. */
  readonly problems: readonly string[];
}

/** What the comparison of folders depends on, so that every platform can be tested on any. */
export interface FolderHost {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Where links lead to; the path itself when there is no such folder. */
  canonical(path: string): string;
}

/** What every launch sets itself. */
const reserved: ReadonlySet<string> = new Set([
  'OPENCODE_SERVER_PASSWORD',
  'OPENCODE_SERVER_USERNAME',
  'OPENCODE_SESSIONS_RUN',
]);

const everyFolder = '*';

/** Reads the setting `server.environment`: folder or `*` → name → text or null. */
export function parseEnvironment(value: unknown, platform: NodeJS.Platform): EnvironmentSetting {
  if (value === undefined || value === null) return { folders: [], problems: [] };
  if (!isObject(value)) return { folders: [], problems: ['It has to be an object.'] };
  const read = Object.entries(value).map(([folder, entry]) => readFolder(folder, entry, platform));
  return {
    folders: read.flatMap(({ folders }) => folders),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** What is set for this folder, each to be applied after the one before: what is for all, then its own. */
export function variablesFor(
  root: string,
  folders: readonly FolderVariables[],
  host: FolderHost,
): readonly Environment[] {
  const general = folders.filter(({ folder }) => folder === everyFolder);
  const own = folders.filter(({ folder }) => folder !== everyFolder && isRoot(folder, root, host));
  return [...general, ...own].map(({ variables }) => variables);
}

function readFolder(folder: string, entry: unknown, platform: NodeJS.Platform): EnvironmentSetting {
  const bad = (why: string) => ({ folders: [], problems: [`“${folder}” ${why}`] });
  if (!isFolder(folder, platform)) return bad('is neither an absolute path nor “*”.');
  if (!isObject(entry)) return bad('has to be an object of variables.');
  const read = Object.entries(entry).map(([name, value]) => readVariable(name, value, platform));
  return {
    folders: [{ folder, variables: Object.fromEntries(read.flatMap(({ found }) => found)) }],
    problems: read.flatMap(({ problem }) => problem.map((why) => `“${folder}” → ${why}`)),
  };
}

interface ReadVariable {
  readonly found: readonly (readonly [string, string | undefined])[];
  readonly problem: readonly string[];
}

function readVariable(name: string, value: unknown, platform: NodeJS.Platform): ReadVariable {
  const bad = (why: string) => ({ found: [], problem: [`“${name}” ${why}`] });
  if (!/^[^=\0\s][^=\0]*$/.test(name)) return bad('cannot be the name of a variable.');
  const isReserved = reserved.has(platform === 'win32' ? name.toUpperCase() : name);
  if (isReserved) return bad('is set anew for each server and cannot be changed.');
  if (value === null) return { found: [[name, undefined]], problem: [] };
  if (typeof value !== 'string') return bad('has to be a text, or null to take it away.');
  if (value.includes('\0')) return bad('holds a character that no variable can hold.');
  return { found: [[name, value]], problem: [] };
}

function isFolder(folder: string, platform: NodeJS.Platform): boolean {
  if (folder === everyFolder || isHome(folder)) return true;
  return platform === 'win32' ? /^([a-z]:)?[\\/]/i.test(folder) : folder.startsWith('/');
}

function isHome(folder: string): boolean {
  return /^~(?=$|[\\/])/.test(folder);
}

function isRoot(folder: string, root: string, host: FolderHost): boolean {
  const path = isHome(folder) ? host.home + folder.slice(1) : folder;
  const wanted = comparable(root, host);
  return comparable(path, host) === wanted || comparable(host.canonical(path), host) === wanted;
}

/** Windows and macOS tell no two folders apart by the case of their names. */
function comparable(path: string, { platform }: FolderHost): string {
  const plain = platform === 'win32' ? win32.normalize(path) : posix.normalize(path);
  const bare = plain.length > 1 ? plain.replace(/[\\/]+$/, '') : plain;
  if (platform === 'win32') return bare.toLowerCase();
  return platform === 'darwin' ? bare.normalize('NFC').toLowerCase() : bare;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
