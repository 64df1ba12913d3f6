import { AppError } from '../base/errors.ts';
import { installFolders } from './installFolders.ts';

/** What the search looks at, so that every platform can be tested on any. */
export interface LocateHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Whether the path is a file that this person may execute (on Windows: any file). */
  isProgram(path: string): boolean;
  /** The names in a directory; empty when there is none. */
  list(directory: string): readonly string[];
}

export type Located =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly error: AppError };

/** Finds OpenCode: the setting when there is one, else the PATH, else where installers put it. */
export function locateBinary(host: LocateHost, setting?: string): Located {
  const chosen = setting === undefined ? '' : cleanPath(setting, host);
  if (chosen !== '') {
    const path = programAt(host, chosen) ?? inFolder(host, chosen);
    return path === undefined ? missing(`There is no program at ${chosen}.`) : found(path);
  }
  const folders = [...pathFolders(host), ...installFolders(host)];
  for (const folder of folders) {
    const path = inFolder(host, folder);
    if (path !== undefined) return found(path);
  }
  return missing('OpenCode was found neither on the PATH nor where installers put it.', folders);
}

function found(path: string): Located {
  return { kind: 'found', path };
}

function missing(message: string, folders: readonly string[] = []): Located {
  const detail = folders.length > 0 ? { detail: `Looked in:\n${folders.join('\n')}` } : {};
  return { kind: 'missing', error: new AppError('binary-not-found', message, detail) };
}

/** A path as people paste it: quoted, with spaces around, with `~`. */
function cleanPath(setting: string, host: LocateHost): string {
  const bare = setting
    .trim()
    .replace(/^(["'])(?<path>.*)\1$/, '$<path>')
    .trim();
  return /^~(?=$|[\\/])/.test(bare) ? host.home + bare.slice(1) : bare;
}

function pathFolders(host: LocateHost): readonly string[] {
  const isWindows = host.platform === 'win32';
  const name = Object.keys(host.env).find(
    (key) => (isWindows ? key.toUpperCase() : key) === 'PATH',
  );
  const value = name === undefined ? '' : (host.env[name] ?? '');
  const folders = value
    .split(isWindows ? ';' : ':')
    .map((folder) => folder.replaceAll('"', '').trim());
  return folders.filter((folder) => folder !== '');
}

/** On Windows an `.exe` of any folder's shim wins over the shim: only it can be started without a shell. */
function inFolder(host: LocateHost, folder: string): string | undefined {
  const names =
    host.platform === 'win32' ? ['opencode.exe', 'opencode.cmd', 'opencode'] : ['opencode'];
  for (const name of names) {
    const path = programAt(host, join(host, folder, name));
    if (path !== undefined) return path;
  }
  return undefined;
}

function programAt(host: LocateHost, path: string): string | undefined {
  if (!host.isProgram(path)) return undefined;
  if (host.platform !== 'win32' || /\.exe$/i.test(path)) return path;
  return behindShim(host, path);
}

/** npm's shims call a program in the `node_modules` beside them. */
function behindShim(host: LocateHost, shim: string): string | undefined {
  const folder = shim.slice(0, Math.max(shim.lastIndexOf('\\'), shim.lastIndexOf('/')));
  const modules = [
    join(host, folder, 'node_modules'),
    join(host, folder, '..', 'opencode-ai', 'node_modules'),
  ];
  const candidates = modules.flatMap((directory) => [
    join(host, directory, 'opencode-ai', 'bin', 'opencode.exe'),
    ...platformPackages(host, directory),
    ...platformPackages(host, join(host, directory, 'opencode-ai', 'node_modules')),
  ]);
  return candidates.find((candidate) => host.isProgram(candidate));
}

function platformPackages(host: LocateHost, modules: string): readonly string[] {
  const names = host.list(modules).filter((name) => name.startsWith('opencode-windows-'));
  return names
    .toSorted((a, b) => a.length - b.length)
    .map((name) => join(host, modules, name, 'bin', 'opencode.exe'));
}

function join(host: LocateHost, ...parts: readonly string[]): string {
  return parts.join(host.platform === 'win32' ? '\\' : '/');
}
