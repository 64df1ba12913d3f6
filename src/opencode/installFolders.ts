import type { LocateHost } from './locate.ts';

/** Where installers put `opencode`, for editors whose PATH lacks what a login shell adds. */
export function installFolders(
  host: Pick<LocateHost, 'platform' | 'env' | 'home'>,
): readonly string[] {
  const folders = host.platform === 'win32' ? windows(host) : unix(host);
  return folders.filter((folder) => folder !== undefined);
}

type Place = Pick<LocateHost, 'platform' | 'env' | 'home'>;
type Folders = readonly (string | undefined)[];

function unix({ platform, env, home }: Place): Folders {
  const data = env['XDG_DATA_HOME'] ?? `${home}/.local/share`;
  return [
    env['OPENCODE_INSTALL_DIR'],
    `${home}/.opencode/bin`,
    `${home}/.local/bin`,
    `${home}/bin`,
    below(env['npm_config_prefix'], '/bin'),
    `${home}/.npm-global/bin`,
    env['PNPM_HOME'],
    platform === 'darwin' ? `${home}/Library/pnpm` : `${data}/pnpm`,
    below(env['BUN_INSTALL'], '/bin'),
    `${home}/.bun/bin`,
    `${home}/.yarn/bin`,
    `${home}/.config/yarn/global/node_modules/.bin`,
    `${home}/.volta/bin`,
    `${data}/mise/shims`,
    below(env['ASDF_DATA_DIR'], '/shims'),
    `${home}/.asdf/shims`,
    `${home}/.nix-profile/bin`,
    below(env['USER'] === undefined ? undefined : `/etc/profiles/per-user/${env['USER']}`, '/bin'),
    '/run/current-system/sw/bin',
    '/nix/var/nix/profiles/default/bin',
    ...(platform === 'darwin' ? ['/opt/homebrew/bin'] : ['/home/linuxbrew/.linuxbrew/bin']),
    `${home}/.linuxbrew/bin`,
    '/usr/local/bin',
    '/usr/bin',
  ];
}

function windows({ env, home }: Place): Folders {
  const roaming = env['APPDATA'] ?? `${home}\\AppData\\Roaming`;
  const local = env['LOCALAPPDATA'] ?? `${home}\\AppData\\Local`;
  return [
    env['OPENCODE_INSTALL_DIR'],
    `${home}\\.opencode\\bin`,
    `${roaming}\\npm`,
    env['PNPM_HOME'],
    `${local}\\pnpm`,
    below(env['BUN_INSTALL'], '\\bin'),
    `${home}\\.bun\\bin`,
    `${local}\\Yarn\\bin`,
    `${local}\\Volta\\bin`,
    below(env['SCOOP'], '\\shims'),
    `${home}\\scoop\\shims`,
    below(env['ChocolateyInstall'], '\\bin'),
    `${env['ProgramData'] ?? 'C:\\ProgramData'}\\chocolatey\\bin`,
    `${local}\\mise\\shims`,
    `${local}\\Microsoft\\WinGet\\Links`,
  ];
}

function below(folder: string | undefined, path: string): string | undefined {
  return folder === undefined || folder === '' ? undefined : folder + path;
}
