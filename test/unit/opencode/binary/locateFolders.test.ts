import { itFinds, type Where } from '../../../support/locateWorld.ts';

const inFolder = (platform: NodeJS.Platform, folder: string, file: string, more: Partial<Where>) =>
  [`${folder} (${platform})`, { platform, files: [file], ...more }, file] as const;

describe('where installers put OpenCode', () => {
  const unix = (folder: string, more: Partial<Where> = {}) =>
    inFolder('linux', folder, `${folder}/opencode`, more);

  itFinds([
    ...[
      '/home/me/.opencode/bin',
      '/home/me/.local/bin',
      '/home/me/bin',
      '/home/me/.npm-global/bin',
      '/home/me/.nvm/versions/node/v22.1.0/bin',
      '/home/me/.local/share/fnm/node-versions/v22.1.0/installation/bin',
      '/home/me/n/bin',
      '/home/me/.local/share/pnpm',
      '/home/me/.local/share/pnpm/bin',
      '/home/me/.bun/bin',
      '/home/me/.cache/.bun/bin',
      '/home/me/.yarn/bin',
      '/home/me/.config/yarn/global/node_modules/.bin',
      '/home/me/.volta/bin',
      '/home/me/.local/share/mise/shims',
      '/home/me/.asdf/shims',
      '/home/me/.nix-profile/bin',
      '/home/me/.local/state/nix/profile/bin',
      '/run/current-system/sw/bin',
      '/home/linuxbrew/.linuxbrew/bin',
      '/usr/local/bin',
    ].map((folder) => unix(folder)),
    ...Object.entries({
      OPENCODE_INSTALL_DIR: '',
      XDG_BIN_DIR: '',
      XDG_BIN_HOME: '',
      npm_config_prefix: '/bin',
      NVM_BIN: '',
      PNPM_HOME: '',
      BUN_INSTALL: '/bin',
      VOLTA_HOME: '/bin',
      MISE_DATA_DIR: '/shims',
      ASDF_DATA_DIR: '/shims',
      HOMEBREW_PREFIX: '/bin',
    }).map(
      ([name, part]) =>
        [
          `what ${name} says`,
          { platform: 'linux', env: { [name]: '/x' }, files: [`/x${part}/opencode`] },
          `/x${part}/opencode`,
        ] as const,
    ),
    [
      "the prefix of the person's .npmrc",
      {
        platform: 'linux',
        files: [
          ['/home/me/.npmrc', '; mine\nprefix = ${HOME}/node\n'],
          '/home/me/node/bin/opencode',
        ],
      },
      '/home/me/node/bin/opencode',
    ],
    [
      'the newest Node of nvm',
      {
        platform: 'linux',
        files: ['v9.0.0', 'v22.10.0', 'v22.9.0'].map(
          (version) => `/home/me/.nvm/versions/node/${version}/bin/opencode`,
        ),
      },
      '/home/me/.nvm/versions/node/v22.10.0/bin/opencode',
    ],
    ...['/opt/homebrew/bin', '/usr/local/bin', '/home/me/Library/pnpm'].map((folder) =>
      inFolder('darwin', folder, `${folder}/opencode`, {}),
    ),
    ...[
      'C:\\Users\\me\\.opencode\\bin',
      'C:\\Users\\me\\AppData\\Roaming\\npm',
      'C:\\Program Files\\nodejs',
      'C:\\Users\\me\\AppData\\Local\\pnpm',
      'C:\\Users\\me\\AppData\\Local\\Yarn\\bin',
      'C:\\Users\\me\\AppData\\Local\\Volta\\bin',
      'C:\\Users\\me\\scoop\\shims',
      'C:\\ProgramData\\scoop\\shims',
      'C:\\ProgramData\\chocolatey\\bin',
      'C:\\Users\\me\\.bun\\bin',
      'C:\\Users\\me\\AppData\\Local\\mise\\installs\\github-anomalyco-opencode\\latest',
      'C:\\Users\\me\\AppData\\Local\\Microsoft\\WinGet\\Links',
      'C:\\Users\\me\\AppData\\Local\\Microsoft\\WinGet\\Packages\\SST.opencode_Source_8wekyb',
    ].map((folder) => inFolder('win32', folder, `${folder}\\opencode.exe`, {})),
    [
      'a folder of Windows that a variable names in capitals',
      { platform: 'win32', env: { LOCALAPPDATA: 'D:\\l' }, files: ['D:\\l\\pnpm\\opencode.exe'] },
      'D:\\l\\pnpm\\opencode.exe',
    ],
  ]);
});
