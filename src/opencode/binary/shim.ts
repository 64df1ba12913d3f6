import { pathsOf } from './hostPaths.ts';
import type { LocateHost } from './locateHost.ts';

/** Where the scripts of package managers say they are themselves. */
const here = /(?:%~?dp0%?|\$basedir|\$\{basedir\})[\\/]*(?<path>[^"'\r\n]+)/gi;
const whole = /(?<=["=\s])(?<path>[a-z]:[\\/][^"'\r\n]+)/gi;

/** The programs called `opencode` that a script of npm, pnpm, yarn or scoop calls, as whole paths. */
export function namedInShim(host: LocateHost, shim: string, text: string): readonly string[] {
  const { dirname, join } = pathsOf(host);
  const beside = pathsIn(text, here).map((path) => join(dirname(shim), path));
  const named = [...beside, ...(host.platform === 'win32' ? pathsIn(text, whole) : [])];
  return named.filter((path) => host.isProgram(path));
}

/** Arguments may follow a path that has no quotes around it. */
function pathsIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)]
    .map(({ groups }) => /^.*[\\/]opencode(?:\.\w+)?(?=\s|$)/i.exec(groups?.['path'] ?? '')?.[0])
    .filter((path) => path !== undefined);
}

/**
 * Where the program lies that a launcher in this folder starts (Windows): beside the scripts of npm,
 * and at fixed places for the small launchers of scoop, chocolatey, bun and volta.
 */
export function besideLauncher(host: LocateHost, launcher: string): readonly string[] {
  const { dirname, join, sep } = pathsOf(host);
  const folder = dirname(launcher);
  const note = host.read(launcher.replace(/\.\w+$/, '.shim'));
  const noted = /^path\s*=\s*"?(?<path>[^"\r\n]+)/im.exec(note ?? '')?.groups?.['path'];
  const places = launchedFrom.map((place) => join(folder, place.replaceAll('/', sep)));
  return [...(noted === undefined ? [] : [noted.trim()]), ...places];
}

const inWrapper = 'opencode-ai/bin/opencode.exe';

const launchedFrom = [
  `node_modules/${inWrapper}`,
  `../${inWrapper}`,
  '../apps/opencode/current/opencode.exe',
  '../lib/opencode/tools/opencode.exe',
  `../install/global/node_modules/${inWrapper}`,
  `../tools/image/packages/opencode-ai/node_modules/${inWrapper}`,
];
