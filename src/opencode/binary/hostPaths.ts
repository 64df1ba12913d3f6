import { posix, win32 } from 'node:path';
import type { LocateHost } from './locateHost.ts';

/** What we need of `node:path` for one platform. */
interface Paths {
  readonly sep: string;
  readonly delimiter: string;
  readonly basename: (path: string) => string;
  readonly dirname: (path: string) => string;
  readonly isAbsolute: (path: string) => boolean;
  readonly join: (...parts: string[]) => string;
}

/** How this platform writes paths. */
export function pathsOf({ platform }: Pick<LocateHost, 'platform'>): Paths {
  return platform === 'win32' ? win32 : posix;
}

/** Windows spells its variables in any case. */
export function variable(
  { platform, env }: Pick<LocateHost, 'platform' | 'env'>,
  name: string,
): string | undefined {
  if (platform !== 'win32') return env[name] || undefined;
  const key = Object.keys(env).find((key) => key.toUpperCase() === name.toUpperCase());
  return (key === undefined ? undefined : env[key]) || undefined;
}

/**
 * The folders of a PATH, without those that are relative: what they lead to would depend on the
 * folder that somebody works in.
 */
export function foldersOf(host: Pick<LocateHost, 'platform'>, path = ''): readonly string[] {
  const { delimiter, isAbsolute } = pathsOf(host);
  const folders = path.split(delimiter).map((folder) => folder.replaceAll('"', '').trim());
  return folders.filter((folder) => isAbsolute(folder));
}
