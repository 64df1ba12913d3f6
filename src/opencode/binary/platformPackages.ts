/** npm packages with OpenCode's program for one kind of machine, the likeliest to run first. */
export type PlatformPackages = readonly [likeliest: string, ...others: string[]];

export function platformPackages(
  platform: NodeJS.Platform,
  arch: string,
  machine: { readonly isMusl: boolean; readonly hasAvx2: boolean },
): PlatformPackages {
  const base = `${packagePrefix(platform)}${arch}`;
  const builds = arch === 'x64' ? ordered(['', '-baseline'], machine.hasAvx2) : [''];
  const libraries = platform === 'linux' ? ordered(['', '-musl'], !machine.isMusl) : [''];
  const names = libraries.flatMap((library) => builds.map((build) => base + build + library));
  const [likeliest = base, ...others] = names;
  return [likeliest, ...others];
}

/** What the packages of every kind of machine with this system begin with. */
export function packagePrefix(platform: NodeJS.Platform): string {
  return `opencode-${platform === 'win32' ? 'windows' : platform}-`;
}

export function executableName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'opencode.exe' : 'opencode';
}

function ordered(names: readonly string[], asGiven: boolean): readonly string[] {
  return asGiven ? names : names.toReversed();
}
