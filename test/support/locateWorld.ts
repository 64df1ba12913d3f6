import { posix, win32 } from 'node:path';
import type { LocateHost } from '../../src/opencode/locateHost.ts';
import { platformPackages } from '../../src/opencode/platformPackages.ts';

/** A machine on which somebody looks for programs. */
export interface LocateWorld {
  readonly platform: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string>>;
  /** Programs by their paths; with a text, a script that says so. */
  readonly files: readonly (string | readonly [path: string, text: string])[];
  /** What a link leads to. */
  readonly links?: Readonly<Record<string, string>>;
  readonly loginPath?: string;
}

/** Counts how often the login shell was asked. */
export type WorldHost = LocateHost & { asked: number };

export function worldHost({
  platform,
  env = {},
  files,
  links = {},
  loginPath,
}: LocateWorld): WorldHost {
  const { sep } = platform === 'win32' ? win32 : posix;
  const entries = files.map((file) =>
    typeof file === 'string' ? ([file, undefined] as const) : file,
  );
  const same = (a: string, b: string) =>
    platform === 'linux' ? a === b : a.toLowerCase() === b.toLowerCase();
  const find = (path: string) => entries.find(([each]) => same(each, links[path] ?? path));
  const below = (directory: string) => (path: string) =>
    same(path.slice(0, directory.length + 1), directory + sep)
      ? (path.slice(directory.length + 1).split(sep)[0] ?? [])
      : [];
  const paths = [...entries.map(([path]) => path), ...Object.keys(links)];
  return {
    platform,
    env,
    home: platform === 'win32' ? 'C:\\Users\\me' : '/home/me',
    packages: platformPackages(platform, 'x64', { isMusl: false, hasAvx2: true }),
    isProgram: (path) => find(path) !== undefined,
    list: (directory) => [...new Set(paths.flatMap(below(directory)))],
    realPath: (path) => links[path] ?? path,
    read: (path) => find(path)?.[1],
    asked: 0,
    async loginPath() {
      this.asked++;
      return loginPath;
    },
  };
}
