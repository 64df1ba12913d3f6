import assert from 'node:assert/strict';
import { locateBinary, type LocateHost } from '../../../src/opencode/locate.ts';

type Where = Pick<LocateHost, 'platform'> & {
  readonly env?: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly setting?: string;
};

function locate({ platform, env = {}, files, setting }: Where): string | undefined {
  const separator = platform === 'win32' ? '\\' : '/';
  const located = locateBinary(
    {
      platform,
      env,
      home: platform === 'win32' ? 'C:\\Users\\me' : '/home/me',
      isProgram: (path) => files.includes(path),
      list: (directory) => [
        ...new Set(
          files
            .filter((file) => file.startsWith(directory + separator))
            .map((file) => file.slice(directory.length + 1).split(separator)[0] ?? ''),
        ),
      ],
    },
    setting,
  );
  if (located.kind === 'missing') assert.equal(located.error.code, 'binary-not-found');
  return located.kind === 'found' ? located.path : undefined;
}

const npm = 'C:\\Users\\me\\AppData\\Roaming\\npm';
const npmExe = `${npm}\\node_modules\\opencode-ai\\bin\\opencode.exe`;
const platformExe = 'opencode-windows-x64\\bin\\opencode.exe';

const found: readonly (readonly [string, Where, string])[] = [
  [
    'the setting before all else',
    {
      platform: 'linux',
      env: { PATH: '/usr/bin' },
      files: ['/usr/bin/opencode', '/opt/oc'],
      setting: '/opt/oc',
    },
    '/opt/oc',
  ],
  [
    'a quoted setting',
    { platform: 'linux', files: ['/opt/oc'], setting: ' "/opt/oc" ' },
    '/opt/oc',
  ],
  [
    'a setting with ~',
    { platform: 'darwin', files: ['/home/me/oc'], setting: '~/oc' },
    '/home/me/oc',
  ],
  [
    'a setting that names the folder',
    { platform: 'linux', files: ['/opt/bin/opencode'], setting: '/opt/bin' },
    '/opt/bin/opencode',
  ],
  [
    'the first of the PATH',
    {
      platform: 'linux',
      env: { PATH: '/a:/b::/c' },
      files: ['/c/opencode', '/b/opencode', '/home/me/.opencode/bin/opencode'],
    },
    '/b/opencode',
  ],
  ...[
    '/home/me/.opencode/bin',
    '/home/me/.npm-global/bin',
    '/home/me/.bun/bin',
    '/home/me/.yarn/bin',
    '/home/me/.local/share/mise/shims',
    '/home/me/.asdf/shims',
    '/home/me/.nix-profile/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    '/home/me/.local/share/pnpm',
  ].map(
    (folder) =>
      [
        folder,
        { platform: 'linux', env: { PATH: '/usr/sbin' }, files: [`${folder}/opencode`] },
        `${folder}/opencode`,
      ] as const,
  ),
  ...['/opt/homebrew/bin', '/usr/local/bin', '/home/me/Library/pnpm'].map(
    (folder) =>
      [
        `${folder} on a Mac`,
        { platform: 'darwin', files: [`${folder}/opencode`] },
        `${folder}/opencode`,
      ] as const,
  ),
  [
    'a program on the PATH of Windows, however that is spelt',
    { platform: 'win32', env: { Path: 'C:\\x;"C:\\o c"' }, files: ['C:\\o c\\opencode.exe'] },
    'C:\\o c\\opencode.exe',
  ],
  [
    "the program behind npm's shim",
    { platform: 'win32', files: [`${npm}\\opencode.cmd`, `${npm}\\opencode`, npmExe] },
    npmExe,
  ],
  [
    'the platform package behind a shim without its program',
    {
      platform: 'win32',
      files: [
        `${npm}\\opencode.cmd`,
        `${npm}\\node_modules\\opencode-ai\\node_modules\\opencode-windows-x64-baseline\\bin\\opencode.exe`,
        `${npm}\\node_modules\\opencode-ai\\node_modules\\${platformExe}`,
      ],
    },
    `${npm}\\node_modules\\opencode-ai\\node_modules\\${platformExe}`,
  ],
  [
    'the program behind a shim that is the setting',
    {
      platform: 'win32',
      files: [`${npm}\\opencode.cmd`, npmExe],
      setting: `'${npm}\\opencode.cmd'`,
    },
    npmExe,
  ],
  ...[
    'C:\\Users\\me\\scoop\\shims',
    'C:\\ProgramData\\chocolatey\\bin',
    'C:\\Users\\me\\.bun\\bin',
    'C:\\Users\\me\\AppData\\Local\\Volta\\bin',
  ].map(
    (folder) =>
      [
        folder,
        { platform: 'win32', files: [`${folder}\\opencode.exe`] },
        `${folder}\\opencode.exe`,
      ] as const,
  ),
];

describe('locating OpenCode', () => {
  for (const [name, where, path] of found)
    it(`finds ${name}`, () => assert.equal(locate(where), path));

  it('finds nothing where there is nothing', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      assert.equal(locate({ platform, env: { PATH: '/usr/bin' }, files: [] }), undefined);
  });

  it('takes nothing else when the setting names nothing', () => {
    const env = { PATH: '/usr/bin' };
    const files = ['/usr/bin/opencode'];
    assert.equal(locate({ platform: 'linux', env, files, setting: '/gone' }), undefined);
  });

  it('takes an empty setting for none', () => {
    const env = { PATH: '/usr/bin' };
    const files = ['/usr/bin/opencode'];
    assert.equal(locate({ platform: 'linux', env, files, setting: ' ' }), '/usr/bin/opencode');
  });

  it('cannot use a shim on Windows with nothing behind it', () => {
    assert.equal(locate({ platform: 'win32', files: [`${npm}\\opencode.cmd`] }), undefined);
  });
});
