import type { Environment } from '../../opencode/server/serverEnvironment.ts';

/** Written in either case, and read by some programs in one of them only. */
const proxyNames: ReadonlySet<string> = new Set([
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
]);

/** An environment with changes to it; undefined takes a variable away, however it is spelled. */
export function withVariables(
  env: Environment,
  changes: Environment,
  platform: NodeJS.Platform,
): Environment {
  const names = Object.keys(changes);
  const isChanged = (key: string) => names.some((name) => isSame(key, name, platform));
  const kept = Object.entries(env).filter(([key]) => !isChanged(key));
  const set = Object.entries(changes).map(
    ([name, value]) => [knownSpelling(env, name, platform), value] as const,
  );
  return defined([...kept, ...set]);
}

/** What has to be added to `before` for it to become `after`; undefined where something goes. */
export function changesBetween(before: Environment, after: Environment): Environment {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => before[name] !== after[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}

/** The lower case is what programs look at first. */
export function proxyVariable(
  env: Environment,
  name: string,
  platform: NodeJS.Platform,
): string | undefined {
  const [first] = Object.keys(env)
    .filter((key) => isSame(key, name, platform) && (env[key] ?? '') !== '')
    .toSorted((a, b) => (a < b ? 1 : -1));
  return first === undefined ? undefined : env[first];
}

/** Both spellings; on Windows they are one. */
export function spellings(name: string, platform: NodeJS.Platform): readonly string[] {
  return platform === 'win32' ? [name] : [name, name.toLowerCase()];
}

function isSame(a: string, b: string, platform: NodeJS.Platform): boolean {
  if (a === b) return true;
  const name = a.toUpperCase();
  return name === b.toUpperCase() && (platform === 'win32' || proxyNames.has(name));
}

/** Windows would show only one of two spellings, and nobody knows which. */
function knownSpelling(env: Environment, name: string, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return name;
  return Object.keys(env).find((key) => isSame(key, name, platform)) ?? name;
}

function defined(entries: readonly (readonly [string, string | undefined])[]): Environment {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
