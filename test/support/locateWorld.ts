import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import type { AppError } from '../../src/base/errors.ts';
import { locateBinary, type Located, type LocateWishes } from '../../src/opencode/binary/locate.ts';
import type { LocateHost } from '../../src/opencode/binary/locateHost.ts';
import { platformPackages } from '../../src/opencode/binary/platformPackages.ts';

/** A machine on which somebody looks for programs. */
interface LocateWorld {
  readonly platform: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string>>;
  /** Programs by their paths; with a text, a script that says so. */
  readonly files: readonly (string | readonly [path: string, text: string])[];
  /** What a link leads to. */
  readonly links?: Readonly<Record<string, string>>;
  readonly loginPath?: string;
}

/** Counts how often the login shell was asked. */
type WorldHost = LocateHost & { asked: number };

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

export type Where = LocateWorld & LocateWishes;

type Finds = readonly (readonly [name: string, where: Where, path: string])[];

export async function found(where: Where): Promise<Extract<Located, { kind: 'found' }>> {
  const located = await locate(where);
  assert.ok(located.kind === 'found', located.kind === 'missing' ? located.error.message : '');
  return located;
}

export async function missing(where: Where): Promise<AppError> {
  const located = await locate(where);
  assert.ok(located.kind === 'missing', located.kind === 'found' ? located.path : '');
  return located.error;
}

/** A test for each case: this is found there. */
export function itFinds(cases: Finds): void {
  for (const [name, where, path] of cases)
    it(`finds ${name}`, async () => assert.equal((await found(where)).path, path));
}

/** What npm's package has in the place of the program until its install script has run. */
export const placeholder =
  'echo "Error: opencode-ai\'s postinstall script was not run." >&2\nexit 1\n';

function locate({ setting, installed, ...world }: Where): Promise<Located> {
  return locateBinary(worldHost(world), { setting, installed });
}
