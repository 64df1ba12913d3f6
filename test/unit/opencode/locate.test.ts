import assert from 'node:assert/strict';
import type { AppError } from '../../../src/base/errors.ts';
import { locateBinary, type Located, type LocateWishes } from '../../../src/opencode/locate.ts';
import { worldHost, type LocateWorld } from '../../support/locateWorld.ts';

type Where = LocateWorld & LocateWishes;

function locate({ setting, installed, ...world }: Where): Promise<Located> {
  return locateBinary(worldHost(world), { setting, installed });
}

async function found(where: Where): Promise<Extract<Located, { kind: 'found' }>> {
  const located = await locate(where);
  assert.ok(located.kind === 'found', located.kind === 'missing' ? located.error.message : '');
  return located;
}

async function missing(where: Where): Promise<AppError> {
  const located = await locate(where);
  assert.ok(located.kind === 'missing', located.kind === 'found' ? located.path : '');
  return located.error;
}

type Finds = readonly (readonly [name: string, where: Where, path: string])[];

function itFinds(cases: Finds): void {
  for (const [name, where, path] of cases)
    it(`finds ${name}`, async () => assert.equal((await found(where)).path, path));
}

const inFolder = (platform: NodeJS.Platform, folder: string, file: string, more: Partial<Where>) =>
  [`${folder} (${platform})`, { platform, files: [file], ...more }, file] as const;

const placeholder = 'echo "Error: opencode-ai\'s postinstall script was not run." >&2\nexit 1\n';

describe('what the person names', () => {
  const there = { platform: 'linux', files: ['/usr/bin/opencode', '/opt/oc'] } as const;
  const env = { PATH: '/usr/bin' };

  itFinds([
    ['the setting before all else', { ...there, env, setting: '/opt/oc' }, '/opt/oc'],
    ['a quoted setting', { ...there, setting: ' "/opt/oc" ' }, '/opt/oc'],
    [
      'a setting with ~',
      { platform: 'darwin', files: ['/home/me/oc'], setting: '~/oc' },
      '/home/me/oc',
    ],
    [
      'a setting with ~ on Windows',
      { platform: 'win32', files: ['C:\\Users\\me\\oc.exe'], setting: '~\\oc.exe' },
      'C:\\Users\\me\\oc.exe',
    ],
    [
      'a setting that names the folder',
      { platform: 'linux', files: ['/opt/bin/opencode'], setting: '/opt/bin' },
      '/opt/bin/opencode',
    ],
    [
      'a setting that is only a name, by the PATH',
      { platform: 'linux', files: ['/a/opencode', '/a/oc2'], env: { PATH: '/a' }, setting: 'oc2' },
      '/a/oc2',
    ],
    [
      'what OPENCODE_BIN names',
      { ...there, env: { ...env, OPENCODE_BIN: "'/opt/oc'" } },
      '/opt/oc',
    ],
    [
      'what OPENCODE_BIN names before what we installed',
      { ...there, env: { OPENCODE_BIN: '/opt/oc' }, installed: '/usr/bin/opencode' },
      '/opt/oc',
    ],
    [
      'the setting before OPENCODE_BIN',
      { ...there, env: { OPENCODE_BIN: '/usr/bin/opencode' }, setting: '/opt/oc' },
      '/opt/oc',
    ],
    ['the PATH when the setting is empty', { ...there, env, setting: ' "" ' }, '/usr/bin/opencode'],
    [
      'the PATH when OPENCODE_BIN is empty',
      { ...there, env: { ...env, OPENCODE_BIN: '' } },
      '/usr/bin/opencode',
    ],
  ]);

  for (const [setting, sentence] of [
    ['/gone', /no program at \/gone, which the setting opencodeSessions\.server\.path names/],
    ['gone', /no program called gone, which the setting/],
    [
      './opencode',
      /whole path is needed; the setting opencodeSessions\.server\.path names \.\/opencode/,
    ],
  ] as const)
    it(`takes nothing else when the setting is ${setting}`, async () => {
      const error = await missing({ ...there, env, setting, installed: '/opt/oc' });
      assert.equal(error.code, 'binary-not-found');
      assert.match(error.message, sentence);
    });

  it('takes nothing else when OPENCODE_BIN names nothing', async () => {
    const error = await missing({ ...there, env: { ...env, OPENCODE_BIN: '/gone' } });
    assert.match(
      error.message,
      /no program at \/gone, which the environment variable OPENCODE_BIN/,
    );
  });
});

describe('the order of the search', () => {
  const own = '/storage/opencode/1.18.33/bin/opencode';
  const known = '/home/me/.opencode/bin/opencode';

  itFinds([
    [
      'what we installed before the PATH',
      { platform: 'linux', env: { PATH: '/a' }, files: ['/a/opencode', own], installed: own },
      own,
    ],
    [
      'the PATH when what we installed is gone',
      { platform: 'linux', env: { PATH: '/a' }, files: ['/a/opencode'], installed: own },
      '/a/opencode',
    ],
    [
      'the first of the PATH',
      {
        platform: 'linux',
        env: { PATH: '/a:/b::/c' },
        files: ['/c/opencode', '/b/opencode', known],
      },
      '/b/opencode',
    ],
    [
      "the login shell's PATH before known folders",
      { platform: 'linux', env: { PATH: '/a' }, files: ['/b/opencode', known], loginPath: '/a:/b' },
      '/b/opencode',
    ],
    ['a known folder at last', { platform: 'linux', files: [known], loginPath: '/a:/b' }, known],
    [
      'a program on the PATH of Windows, however that is spelt',
      { platform: 'win32', env: { Path: 'C:\\x;"C:\\o c"' }, files: ['C:\\o c\\opencode.exe'] },
      'C:\\o c\\opencode.exe',
    ],
  ]);

  it('asks the login shell only when nothing was found before', async () => {
    const host = worldHost({ platform: 'linux', env: { PATH: '/a' }, files: ['/a/opencode'] });
    await locateBinary(host);
    await locateBinary(host, { setting: '/gone' });
    await locateBinary(host, { installed: '/a/opencode' });
    assert.equal(host.asked, 0);
    await locateBinary(host, { setting: 'gone' });
    assert.equal(host.asked, 1);
  });

  it("tells the login shell's PATH when it was needed, and only then", async () => {
    const world = { platform: 'linux', files: ['/a/opencode'], loginPath: '/a:/usr/bin' } as const;
    assert.equal((await found(world)).loginPath, '/a:/usr/bin');
    assert.equal((await found({ ...world, env: { PATH: '/a' } })).loginPath, undefined);
  });

  it('says where it looked', async () => {
    const world = {
      platform: 'darwin',
      env: { PATH: '/a' },
      loginPath: '/a:/b',
      files: [],
    } as const;
    const { code, message, detail = '' } = await missing(world);
    assert.equal(code, 'binary-not-found');
    assert.equal(message, 'OpenCode is not installed, or could not be found.');
    assert.match(detail, /^Looked in:\n\/a\n\/b\n/);
    assert.match(detail, /\n\/opt\/homebrew\/bin(?:\n|$)/);
  });

  it('never looks where a relative entry of the PATH leads', async () => {
    const files = [
      'opencode',
      './opencode',
      'bin/opencode',
      '.\\opencode.exe',
      'bin\\opencode.exe',
    ];
    await missing({ platform: 'linux', env: { PATH: '.:bin:' }, files });
    await missing({ platform: 'win32', env: { PATH: '.;bin;' }, files });
    await missing({ platform: 'linux', env: { OPENCODE_INSTALL_DIR: 'bin' }, files });
  });

  it('finds nothing where there is nothing', async () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      await missing({ platform, env: { PATH: '/usr/bin' }, files: [] });
  });
});

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

describe('what lies behind the scripts and launchers of Windows', () => {
  const local = 'C:\\Users\\me\\AppData\\Local';
  const npm = 'C:\\Users\\me\\AppData\\Roaming\\npm';
  const wrapper = `${npm}\\node_modules\\opencode-ai`;
  const npmExe = `${wrapper}\\bin\\opencode.exe`;
  const npmShim = [
    `${npm}\\opencode.cmd`,
    '@ECHO off\r\nSETLOCAL\r\nCALL :find_dp0\r\n' +
      'endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%dp0%\\node_modules\\opencode-ai\\bin\\opencode.exe"   %*\r\n',
  ] as const;
  const bunExe =
    'C:\\Users\\me\\.bun\\install\\global\\node_modules\\opencode-ai\\bin\\opencode.exe';

  itFinds([
    ['npm, by its script', { platform: 'win32', files: [npmShim, npmExe] }, npmExe],
    [
      'npm, by the script for other shells alone',
      {
        platform: 'win32',
        files: [
          [
            `${npm}\\opencode`,
            '#!/bin/sh\nexec "$basedir/node_modules/opencode-ai/bin/opencode.exe"   "$@"\n',
          ],
          npmExe,
        ],
      },
      npmExe,
    ],
    [
      'npm, when the script is the setting',
      { platform: 'win32', files: [npmShim, npmExe], setting: `'${npmShim[0]}'` },
      npmExe,
    ],
    [
      'npm, when its script cannot be read',
      { platform: 'win32', files: [npmShim[0], npmExe] },
      npmExe,
    ],
    [
      'npm, when it ran no install script',
      {
        platform: 'win32',
        files: [
          npmShim,
          [npmExe, placeholder],
          `${wrapper}\\node_modules\\opencode-windows-x64-baseline\\bin\\opencode.exe`,
          `${wrapper}\\node_modules\\opencode-windows-x64\\bin\\opencode.exe`,
        ],
      },
      `${wrapper}\\node_modules\\opencode-windows-x64\\bin\\opencode.exe`,
    ],
    [
      'pnpm',
      {
        platform: 'win32',
        files: [
          [
            `${local}\\pnpm\\opencode.cmd`,
            '@SETLOCAL\r\n@"%~dp0\\global\\5\\node_modules\\opencode-ai\\bin\\opencode.exe"   %*\r\n',
          ],
          `${local}\\pnpm\\global\\5\\node_modules\\opencode-ai\\bin\\opencode.exe`,
        ],
      },
      `${local}\\pnpm\\global\\5\\node_modules\\opencode-ai\\bin\\opencode.exe`,
    ],
    [
      'pnpm, when it ran no install script',
      {
        platform: 'win32',
        files: [
          [
            `${local}\\pnpm\\opencode.cmd`,
            '@"%~dp0\\global\\5\\node_modules\\opencode-ai\\bin\\opencode.exe"   %*\r\n',
          ],
          [`D:\\store\\opencode-ai@1\\node_modules\\opencode-ai\\bin\\opencode.exe`, placeholder],
          'D:\\store\\opencode-ai@1\\node_modules\\opencode-windows-x64\\bin\\opencode.exe',
        ],
        links: {
          [`${local}\\pnpm\\global\\5\\node_modules\\opencode-ai\\bin\\opencode.exe`]:
            'D:\\store\\opencode-ai@1\\node_modules\\opencode-ai\\bin\\opencode.exe',
        },
      },
      'D:\\store\\opencode-ai@1\\node_modules\\opencode-windows-x64\\bin\\opencode.exe',
    ],
    [
      'yarn, through two scripts',
      {
        platform: 'win32',
        files: [
          [
            `${local}\\Yarn\\bin\\opencode.cmd`,
            '@"%~dp0\\..\\Data\\global\\node_modules\\.bin\\opencode.cmd"   %*\r\n',
          ],
          [
            `${local}\\Yarn\\Data\\global\\node_modules\\.bin\\opencode.cmd`,
            '@"%~dp0\\..\\opencode-ai\\bin\\opencode.exe"   %*\r\n',
          ],
          `${local}\\Yarn\\Data\\global\\node_modules\\opencode-ai\\bin\\opencode.exe`,
        ],
      },
      `${local}\\Yarn\\Data\\global\\node_modules\\opencode-ai\\bin\\opencode.exe`,
    ],
    [
      'bun',
      { platform: 'win32', files: ['C:\\Users\\me\\.bun\\bin\\opencode.exe', bunExe] },
      bunExe,
    ],
    [
      'scoop, by the note beside its launcher',
      {
        platform: 'win32',
        files: [
          'C:\\Users\\me\\scoop\\shims\\opencode.exe',
          [
            'C:\\Users\\me\\scoop\\shims\\opencode.shim',
            'path = "D:\\apps\\opencode\\opencode.exe"\r\n',
          ],
          'D:\\apps\\opencode\\opencode.exe',
        ],
      },
      'D:\\apps\\opencode\\opencode.exe',
    ],
    [
      'scoop, without a note',
      {
        platform: 'win32',
        files: [
          'C:\\Users\\me\\scoop\\shims\\opencode.exe',
          'C:\\Users\\me\\scoop\\apps\\opencode\\current\\opencode.exe',
        ],
      },
      'C:\\Users\\me\\scoop\\apps\\opencode\\current\\opencode.exe',
    ],
    [
      'chocolatey',
      {
        platform: 'win32',
        files: [
          'C:\\ProgramData\\chocolatey\\bin\\opencode.exe',
          'C:\\ProgramData\\chocolatey\\lib\\opencode\\tools\\opencode.exe',
        ],
      },
      'C:\\ProgramData\\chocolatey\\lib\\opencode\\tools\\opencode.exe',
    ],
    [
      'volta',
      {
        platform: 'win32',
        files: [
          [`${local}\\Volta\\bin\\opencode.cmd`, '@echo off\r\nvolta run opencode %*\r\n'],
          `${local}\\Volta\\tools\\image\\packages\\opencode-ai\\node_modules\\opencode-ai\\bin\\opencode.exe`,
        ],
      },
      `${local}\\Volta\\tools\\image\\packages\\opencode-ai\\node_modules\\opencode-ai\\bin\\opencode.exe`,
    ],
    [
      'a later program when a script leads nowhere',
      {
        platform: 'win32',
        env: { Path: 'C:\\a;C:\\b' },
        files: ['C:\\a\\opencode.cmd', 'C:\\b\\opencode.exe'],
      },
      'C:\\b\\opencode.exe',
    ],
    [
      'nothing endless in a script that calls itself',
      {
        platform: 'win32',
        env: { Path: 'C:\\a;C:\\b' },
        files: [['C:\\a\\opencode.cmd', '"%~dp0\\opencode.cmd"'], 'C:\\b\\opencode.exe'],
      },
      'C:\\b\\opencode.exe',
    ],
  ]);

  it('says what is wrong with a script that leads nowhere', async () => {
    const setting = 'C:\\a\\opencode.cmd';
    const error = await missing({ platform: 'win32', files: [setting], setting });
    assert.match(error.message, /C:\\a\\opencode\.cmd, .* names, cannot be started: nothing/);
    const { detail = '' } = await missing({
      platform: 'win32',
      env: { Path: 'C:\\a' },
      files: [setting],
    });
    assert.match(detail, /^Left out C:\\a\\opencode\.cmd: nothing that can be started/);
  });
});

describe('an installation whose script was not run', () => {
  const prefix = '/home/me/.npm-global';
  const wrapper = `${prefix}/lib/node_modules/opencode-ai`;
  const links = { [`${prefix}/bin/opencode`]: `${wrapper}/bin/opencode.exe` };
  const empty = [`${wrapper}/bin/opencode.exe`, placeholder] as const;

  itFinds([
    [
      'the program in the package for this machine',
      {
        platform: 'linux',
        files: [
          empty,
          `${wrapper}/node_modules/opencode-linux-x64-musl/bin/opencode`,
          `${wrapper}/node_modules/opencode-linux-x64/bin/opencode`,
        ],
        links,
      },
      `${wrapper}/node_modules/opencode-linux-x64/bin/opencode`,
    ],
    [
      'one for another machine, for want of a better',
      {
        platform: 'darwin',
        files: [empty, `${prefix}/lib/node_modules/opencode-darwin-arm64/bin/opencode`],
        links,
      },
      `${prefix}/lib/node_modules/opencode-darwin-arm64/bin/opencode`,
    ],
    [
      "the program behind pnpm's script",
      {
        platform: 'linux',
        files: [
          [
            '/home/me/.local/share/pnpm/opencode',
            '#!/bin/sh\nexec "$basedir/global/5/node_modules/opencode-ai/bin/opencode.exe"   "$@"\n',
          ],
          ['/s/node_modules/opencode-ai/bin/opencode.exe', placeholder],
          '/s/node_modules/opencode-linux-x64/bin/opencode',
        ],
        links: {
          '/home/me/.local/share/pnpm/global/5/node_modules/opencode-ai/bin/opencode.exe':
            '/s/node_modules/opencode-ai/bin/opencode.exe',
        },
      },
      '/s/node_modules/opencode-linux-x64/bin/opencode',
    ],
    [
      'a script that works as it is',
      {
        platform: 'linux',
        env: { PATH: '/a' },
        files: [
          ['/a/opencode', '#!/bin/sh\nexec "$basedir/../opencode-ai/bin/opencode.exe" "$@"\n'],
          '/opencode-ai/bin/opencode.exe',
        ],
      },
      '/a/opencode',
    ],
    [
      'the script for Node of earlier versions',
      {
        platform: 'linux',
        files: [[`${wrapper}/bin/opencode`, '#!/usr/bin/env node\n']],
        links: { [`${prefix}/bin/opencode`]: `${wrapper}/bin/opencode` },
      },
      `${prefix}/bin/opencode`,
    ],
  ]);

  it('is left out when there is no program at all', async () => {
    const { detail = '' } = await missing({ platform: 'linux', files: [empty], links });
    assert.match(detail, /^Left out .*npm-global\/bin\/opencode: its package manager did not run/);
  });
});

describe('the desktop app', () => {
  const apps: readonly (readonly [NodeJS.Platform, string, readonly string[]])[] = [
    ['darwin', '/Applications/OpenCode.app', []],
    ['darwin', '/Applications/OpenCode.app/', []],
    ['darwin', '/Applications/OpenCode.app/Contents/MacOS/OpenCode', []],
    ['darwin', '/home/me/Applications/OpenCode Beta.app/Contents/MacOS/OpenCode Beta', []],
    ['linux', '/usr/bin/opencode-desktop', []],
    ['linux', '/usr/bin/OpenCode', []],
    ['linux', '/opt/OpenCode/ai.opencode.desktop', []],
    ['linux', '/opt/OpenCode/opencode', ['/opt/OpenCode/chrome_100_percent.pak']],
    ['linux', '/home/me/opencode-desktop-linux-x86_64.AppImage', []],
    ['win32', 'C:\\Users\\me\\AppData\\Local\\OpenCode\\opencode-desktop.exe', []],
    [
      'win32',
      'C:\\Users\\me\\AppData\\Local\\OpenCode\\OpenCode.exe',
      ['C:\\Users\\me\\AppData\\Local\\OpenCode\\opencode-cli.exe'],
    ],
    [
      'win32',
      'C:\\Users\\me\\AppData\\Local\\Programs\\@opencode-aidesktop\\OpenCode.exe',
      ['C:\\Users\\me\\AppData\\Local\\Programs\\@opencode-aidesktop\\chrome_100_percent.pak'],
    ],
  ];
  for (const [platform, setting, beside] of apps)
    it(`is refused as ${setting} (${platform})`, async () => {
      const error = await missing({ platform, files: [setting, ...beside], setting });
      assert.equal(error.code, 'binary-is-desktop-app');
      assert.equal(error.detail, setting);
    });

  it('is refused when a folder that it is in was chosen', async () => {
    const folder = 'C:\\Programs\\OpenCode';
    const files = [`${folder}\\OpenCode.exe`, `${folder}\\chrome_100_percent.pak`];
    const error = await missing({ platform: 'win32', files, setting: folder });
    assert.equal(error.code, 'binary-is-desktop-app');
  });

  it('is left out of the search, with a note', async () => {
    const folder = 'C:\\Programs\\OpenCode';
    const files = [
      `${folder}\\OpenCode.exe`,
      `${folder}\\chrome_100_percent.pak`,
      'C:\\b\\opencode.exe',
    ];
    const located = await found({ platform: 'win32', env: { Path: `${folder};C:\\b` }, files });
    assert.equal(located.path, 'C:\\b\\opencode.exe');
    assert.match(located.skipped.join('\n'), /^Left out .*opencode\.exe: it is the desktop app/);
  });

  it('is told from a link to it', async () => {
    const error = await missing({
      platform: 'darwin',
      files: ['/Applications/OpenCode.app/Contents/MacOS/OpenCode'],
      links: { '/usr/local/bin/opencode': '/Applications/OpenCode.app/Contents/MacOS/OpenCode' },
      setting: '/usr/local/bin/opencode',
    });
    assert.equal(error.code, 'binary-is-desktop-app');
  });

  itFinds([
    [
      'the command line program that earlier apps carried along',
      {
        platform: 'darwin',
        files: ['/Applications/OpenCode.app/Contents/MacOS/opencode-cli'],
        setting: '/Applications/OpenCode.app/Contents/MacOS/opencode-cli',
      },
      '/Applications/OpenCode.app/Contents/MacOS/opencode-cli',
    ],
    [
      'a program that lies in a folder of that name',
      { platform: 'win32', env: { Path: 'C:\\OpenCode' }, files: ['C:\\OpenCode\\opencode.exe'] },
      'C:\\OpenCode\\opencode.exe',
    ],
  ]);
});
