import { AppError } from '../../base/errors.ts';
import { foldersOf, pathsOf, variable } from '../binary/hostPaths.ts';
import type { LocateHost } from '../binary/locateHost.ts';

export type PackageManagerName = 'npm' | 'bun' | 'pnpm';

/** A package manager, and how it is started without a shell. */
export interface PackageManager {
  readonly name: PackageManagerName;
  readonly command: string;
  /** Come before its own arguments: on Windows, the script that Node is to run. */
  readonly firstArguments: readonly string[];
  /** The PATH by which it was found, and by which it finds what it needs. */
  readonly path: string;
}

/** In the order of preference: npm is what OpenCode's own packages are made for. */
const names: readonly PackageManagerName[] = ['npm', 'bun', 'pnpm'];

/** The scripts that the `.cmd` files of Windows would have Node run. */
const scripts: { readonly [Name in PackageManagerName]: readonly string[] } = {
  npm: ['npm/bin/npm-cli.js'],
  bun: [],
  pnpm: ['pnpm/bin/pnpm.cjs', 'pnpm/bin/pnpm.mjs', 'corepack/dist/pnpm.js'],
};

/** The person's own. @throws AppError `no-package-manager` */
export async function findPackageManager(host: LocateHost): Promise<PackageManager> {
  const path = variable(host, 'PATH') ?? '';
  const found = managerOn(host, path);
  if (found) return found;
  const login = await host.loginPath();
  const later = login === undefined ? undefined : managerOn(host, login);
  if (later) return later;
  const message = 'Installing OpenCode needs npm, bun or pnpm, and none of them was found.';
  throw new AppError('no-package-manager', message);
}

function managerOn(host: LocateHost, path: string): PackageManager | undefined {
  const folders = foldersOf(host, path);
  for (const name of names) {
    const manager = host.platform === 'win32' ? onWindows : onUnix;
    const start = manager(host, folders, name);
    if (start) return { name, path, ...start };
  }
  return undefined;
}

type Start = Pick<PackageManager, 'command' | 'firstArguments'>;

function onUnix(host: LocateHost, folders: readonly string[], name: string): Start | undefined {
  const command = programOn(host, folders, name);
  return command === undefined ? undefined : { command, firstArguments: [] };
}

/** A `.cmd` can only be started by a shell, which would read the arguments in its own way. */
function onWindows(
  host: LocateHost,
  folders: readonly string[],
  name: PackageManagerName,
): Start | undefined {
  const command = programOn(host, folders, `${name}.exe`);
  if (command !== undefined) return { command, firstArguments: [] };
  const { dirname } = pathsOf(host);
  const shim = programOn(host, folders, `${name}.cmd`);
  return shim === undefined ? undefined : behindShim(host, [dirname(shim), ...folders], name);
}

/** Node lies beside the script's folder, or is found like every program. */
function behindShim(
  host: LocateHost,
  folders: readonly string[],
  name: PackageManagerName,
): Start | undefined {
  const { join } = pathsOf(host);
  const modules = join(folders[0] ?? '', 'node_modules');
  const bun = join(modules, 'bun', 'bin', 'bun.exe');
  if (name === 'bun') return host.isProgram(bun) ? { command: bun, firstArguments: [] } : undefined;
  const script = scripts[name]
    .map((path) => join(modules, path))
    .find((path) => host.isProgram(path));
  const node = programOn(host, folders, 'node.exe');
  if (script === undefined || node === undefined) return undefined;
  return { command: node, firstArguments: [script] };
}

function programOn(host: LocateHost, folders: readonly string[], name: string): string | undefined {
  const { join } = pathsOf(host);
  return folders.map((folder) => join(folder, name)).find((path) => host.isProgram(path));
}
