import { compareVersions } from './versionRange.ts';
import { pathsOf, variable } from './hostPaths.ts';
import type { LocateHost } from './locateHost.ts';

type Folders = readonly (string | undefined)[];

/** Where installers put `opencode`, for editors whose PATH lacks what a login shell adds. */
export function installFolders(host: LocateHost): readonly string[] {
  const folders = host.platform === 'win32' ? windowsFolders(host) : unixFolders(host);
  const known = folders.filter((folder) => folder !== undefined);
  return [...new Set(known.filter((folder) => pathsOf(host).isAbsolute(folder)))];
}

function unixFolders(host: LocateHost): Folders {
  const { home } = host;
  const set = (name: string) => variable(host, name);
  const data = set('XDG_DATA_HOME') ?? `${home}/.local/share`;
  const isMac = host.platform === 'darwin';
  return [
    ...ownFolders(host, `${home}/.opencode/bin`),
    `${home}/.local/bin`,
    `${home}/bin`,
    ...nodeFolders(host, data),
    ...pnpmFolders(host, isMac ? `${home}/Library/pnpm` : `${data}/pnpm`),
    ...bunFolders(host),
    `${home}/.yarn/bin`,
    `${home}/.config/yarn/global/node_modules/.bin`,
    below(set('VOLTA_HOME'), '/bin'),
    `${home}/.volta/bin`,
    below(set('MISE_DATA_DIR') ?? `${data}/mise`, '/shims'),
    below(set('ASDF_DATA_DIR'), '/shims'),
    `${home}/.asdf/shims`,
    ...nixFolders(host),
    below(set('HOMEBREW_PREFIX'), '/bin'),
    isMac ? '/opt/homebrew/bin' : '/home/linuxbrew/.linuxbrew/bin',
    `${home}/.linuxbrew/bin`,
    '/usr/local/bin',
    '/usr/bin',
  ];
}

function windowsFolders(host: LocateHost): Folders {
  const { home } = host;
  const set = (name: string) => variable(host, name);
  const roaming = set('APPDATA') ?? `${home}\\AppData\\Roaming`;
  const local = set('LOCALAPPDATA') ?? `${home}\\AppData\\Local`;
  const programs = set('ProgramFiles') ?? 'C:\\Program Files';
  const shared = set('ProgramData') ?? 'C:\\ProgramData';
  return [
    ...ownFolders(host, `${home}\\.opencode\\bin`),
    set('npm_config_prefix') ?? npmrcPrefix(host),
    `${roaming}\\npm`,
    set('NVM_SYMLINK'),
    `${programs}\\nodejs`,
    ...pnpmFolders(host, `${local}\\pnpm`),
    ...bunFolders(host),
    `${local}\\Yarn\\bin`,
    below(set('VOLTA_HOME'), '\\bin'),
    `${local}\\Volta\\bin`,
    below(set('SCOOP') ?? `${home}\\scoop`, '\\shims'),
    below(set('SCOOP_GLOBAL') ?? `${shared}\\scoop`, '\\shims'),
    below(set('ChocolateyInstall') ?? `${shared}\\chocolatey`, '\\bin'),
    ...miseInstalls(host, set('MISE_DATA_DIR') ?? `${local}\\mise`),
    `${local}\\Microsoft\\WinGet\\Links`,
    ...wingetPackages(host, `${local}\\Microsoft\\WinGet\\Packages`),
    `${programs}\\WinGet\\Links`,
  ];
}

/** Those of OpenCode's own install script, in its present and in its earlier versions. */
function ownFolders(host: LocateHost, usual: string): Folders {
  const named = ['OPENCODE_INSTALL_DIR', 'XDG_BIN_DIR', 'XDG_BIN_HOME'];
  return [...named.map((name) => variable(host, name)), usual];
}

/** npm's own prefix, and the folders of those that keep several versions of Node. */
function nodeFolders(host: LocateHost, data: string): Folders {
  const { home } = host;
  const set = (name: string) => variable(host, name);
  const fnm =
    host.platform === 'darwin' ? `${home}/Library/Application Support/fnm` : `${data}/fnm`;
  return [
    below(set('npm_config_prefix') ?? set('NPM_CONFIG_PREFIX') ?? npmrcPrefix(host), '/bin'),
    `${home}/.npm-global/bin`,
    `${home}/.npm-packages/bin`,
    set('NVM_BIN'),
    ...newestFirst(host, `${set('NVM_DIR') ?? `${home}/.nvm`}/versions/node`, 'bin'),
    ...newestFirst(host, `${set('FNM_DIR') ?? fnm}/node-versions`, 'installation/bin'),
    below(set('N_PREFIX') ?? `${home}/n`, '/bin'),
    `${home}/.nodenv/shims`,
  ];
}

/** The line of the person's own configuration by which `npm install -g` goes elsewhere. */
function npmrcPrefix(host: LocateHost): string | undefined {
  const text = host.read(pathsOf(host).join(host.home, '.npmrc')) ?? '';
  const value = /^\s*prefix\s*=\s*(?<path>.+?)\s*$/m.exec(text)?.groups?.['path'];
  const path = value
    ?.replace(/^(["'])(?<path>.*)\1$/, '$<path>')
    .replace(/^(?:~|\$\{(?:HOME|USERPROFILE)\})(?=[\\/]|$)/, () => host.home);
  return path !== undefined && pathsOf(host).isAbsolute(path) ? path : undefined;
}

/** Since its version 11 the programs are in a folder below. */
function pnpmFolders(host: LocateHost, usual: string): Folders {
  const homes = [variable(host, 'PNPM_HOME'), usual];
  return homes.flatMap((home) => [home, below(home, `${pathsOf(host).sep}bin`)]);
}

function bunFolders(host: LocateHost): Folders {
  const { join } = pathsOf(host);
  const cache = variable(host, 'XDG_CACHE_HOME') ?? join(host.home, '.cache');
  return [
    variable(host, 'BUN_INSTALL_BIN'),
    below(variable(host, 'BUN_INSTALL'), `${pathsOf(host).sep}bin`),
    join(host.home, '.bun', 'bin'),
    join(cache, '.bun', 'bin'),
  ];
}

function nixFolders(host: LocateHost): Folders {
  const state = variable(host, 'XDG_STATE_HOME') ?? `${host.home}/.local/state`;
  const user = variable(host, 'USER');
  return [
    `${host.home}/.nix-profile/bin`,
    `${state}/nix/profile/bin`,
    user === undefined ? undefined : `/etc/profiles/per-user/${user}/bin`,
    '/run/current-system/sw/bin',
    '/nix/var/nix/profiles/default/bin',
  ];
}

/** Its shims are scripts, which Windows cannot start without a shell; the programs lie here. */
function miseInstalls(host: LocateHost, data: string): Folders {
  const { join } = pathsOf(host);
  const installs = join(data, 'installs');
  const tools = host.list(installs).filter((name) => /opencode/i.test(name));
  return [
    ...tools.flatMap((tool) => ['bin', ''].map((part) => join(installs, tool, 'latest', part))),
    join(data, 'shims'),
  ];
}

/** Where links cannot be made, winget leaves the programs in folders of their own. */
function wingetPackages(host: LocateHost, packages: string): Folders {
  const names = host.list(packages).filter((name) => /opencode(?!.*desktop)/i.test(name));
  return names.map((name) => pathsOf(host).join(packages, name));
}

function newestFirst(host: LocateHost, versions: string, part: string): Folders {
  const names = host.list(versions).toSorted((a, b) => compareVersions(b, a));
  return names.map((name) => pathsOf(host).join(versions, name, part));
}

function below(folder: string | undefined, path: string): string | undefined {
  return folder === undefined ? undefined : folder + path;
}
