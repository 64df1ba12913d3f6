import { isDesktopApp } from './desktopApp.ts';
import { pathsOf } from './hostPaths.ts';
import type { LocateHost } from './locateHost.ts';
import { executableName, packagePrefix } from './platformPackages.ts';
import { besideLauncher, namedInShim } from './shim.ts';

/** What is at a path where OpenCode may be. */
export type Candidate =
  | { readonly kind: 'program'; readonly path: string }
  | { readonly kind: 'desktopApp'; readonly path: string }
  | { readonly kind: 'unusable'; readonly path: string; readonly why: string };

const mostHops = 4;

/** Undefined when there is nothing that could be started. */
export function candidateAt(host: LocateHost, path: string, hops = 0): Candidate | undefined {
  if (!host.isProgram(path) || hops > mostHops) return undefined;
  if (isDesktopApp(host, path)) return { kind: 'desktopApp', path };
  const text = host.read(path);
  if (isPlaceholder(host, path, text)) return inPlatformPackage(host, path) ?? unfinished(path);
  if (host.platform === 'win32') return onWindows(host, path, text, hops);
  return behindPlaceholder(host, path, text) ?? { kind: 'program', path };
}

/** The first of these names in a folder that can be started, else what is there instead. */
export function candidateIn(host: LocateHost, folder: string, name: string): Candidate | undefined {
  const { join } = pathsOf(host);
  const found = fileNames(host, name).flatMap(
    (file) => candidateAt(host, join(folder, file)) ?? [],
  );
  return found.find(({ kind }) => kind === 'program') ?? found[0];
}

/** On Windows an `.exe` wins over a shim: only it can be started without a shell. */
function fileNames({ platform }: LocateHost, name: string): readonly string[] {
  if (platform !== 'win32' || /\.(?:exe|cmd|bat)$/i.test(name)) return [name];
  return [`${name}.exe`, `${name}.cmd`, `${name}.bat`, name];
}

function onWindows(
  host: LocateHost,
  path: string,
  text: string | undefined,
  hops: number,
): Candidate | undefined {
  const behind = [...namedInShim(host, path, text ?? ''), ...besideLauncher(host, path)]
    .filter((target) => target.toLowerCase() !== path.toLowerCase())
    .map((target) => candidateAt(host, target, hops + 1))
    .find((candidate) => candidate?.kind === 'program');
  if (behind) return behind;
  if (/\.exe$/i.test(path)) return { kind: 'program', path };
  return {
    kind: 'unusable',
    path,
    why: 'nothing that can be started was found behind this script',
  };
}

/** A script runs by itself, unless what it calls is not there yet. */
function behindPlaceholder(
  host: LocateHost,
  path: string,
  text: string | undefined,
): Candidate | undefined {
  if (text === undefined) return undefined;
  const target = namedInShim(host, path, text).find((named) =>
    isPlaceholder(host, named, host.read(named)),
  );
  return target === undefined ? undefined : (inPlatformPackage(host, target) ?? unfinished(path));
}

/**
 * npm's package brings a text that its install script replaces by the program. Package managers that
 * run no scripts leave it there. Earlier versions had a script for Node instead, which works.
 */
function isPlaceholder(host: LocateHost, path: string, text: string | undefined): boolean {
  if (
    text === undefined ||
    !/opencode-ai[\\/]bin[\\/]opencode(?:\.exe)?$/i.test(host.realPath(path))
  )
    return false;
  return host.platform === 'win32' || !text.startsWith('#!');
}

/** The same program in the package for this machine, which lies in or beside the one asked for. */
function inPlatformPackage(host: LocateHost, placeholder: string): Candidate | undefined {
  const { dirname, join } = pathsOf(host);
  const wrapper = dirname(dirname(host.realPath(placeholder)));
  const modules = [join(wrapper, 'node_modules'), dirname(wrapper)];
  const path = modules
    .flatMap((folder) => packagesIn(host, folder).map((name) => join(folder, name, 'bin')))
    .map((folder) => join(folder, executableName(host.platform)))
    .find((program) => host.isProgram(program));
  return path === undefined ? undefined : { kind: 'program', path };
}

/** Those meant for this machine first; another architecture's may run here too. */
function packagesIn(host: LocateHost, folder: string): readonly string[] {
  const prefix = packagePrefix(host.platform);
  const installed = host.list(folder).filter((name) => name.startsWith(prefix));
  const suited = host.packages.filter((name) => installed.includes(name));
  return [...suited, ...installed.filter((name) => !suited.includes(name))];
}

function unfinished(path: string): Candidate {
  const why =
    'its package manager did not run the install script, and has no program for this machine';
  return { kind: 'unusable', path, why };
}
