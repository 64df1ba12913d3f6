import assert from 'node:assert/strict';
import { AppError } from '../../../../src/base/errors.ts';
import {
  packageArguments,
  packageEnvironment,
} from '../../../../src/opencode/install/packageCommand.ts';
import { findPackageManager } from '../../../../src/opencode/install/packageManager.ts';
import { worldHost, type Where } from '../../../support/locateWorld.ts';

const node = 'C:\\Program Files\\nodejs';
const roaming = 'C:\\Users\\me\\AppData\\Roaming\\npm';

const cases: readonly (readonly [name: string, world: Where, start: readonly string[]])[] = [
  [
    'npm before others',
    { platform: 'linux', env: { PATH: '/a:/b' }, files: ['/a/bun', '/a/pnpm', '/b/npm'] },
    ['npm', '/b/npm'],
  ],
  [
    'bun before pnpm',
    { platform: 'darwin', env: { PATH: '/a:/b' }, files: ['/a/pnpm', '/b/bun'] },
    ['bun', '/b/bun'],
  ],
  [
    'pnpm at last',
    { platform: 'linux', env: { PATH: '/a' }, files: ['/a/pnpm'] },
    ['pnpm', '/a/pnpm'],
  ],
  [
    "what the login shell's PATH has",
    { platform: 'darwin', env: { PATH: '/a' }, files: ['/n/npm'], loginPath: '/n:/a' },
    ['npm', '/n/npm'],
  ],
  [
    'a program of the PATH before npm of the login shell',
    { platform: 'linux', env: { PATH: '/a' }, files: ['/a/bun', '/n/npm'], loginPath: '/n' },
    ['bun', '/a/bun'],
  ],
  [
    "the script that npm's .cmd would have Node run",
    {
      platform: 'win32',
      env: { Path: node },
      files: [
        `${node}\\npm.cmd`,
        `${node}\\node.exe`,
        `${node}\\node_modules\\npm\\bin\\npm-cli.js`,
      ],
    },
    ['npm', `${node}\\node.exe`, `${node}\\node_modules\\npm\\bin\\npm-cli.js`],
  ],
  [
    'an npm that was updated apart from Node',
    {
      platform: 'win32',
      env: { Path: `${roaming};${node}` },
      files: [
        `${roaming}\\npm.cmd`,
        `${roaming}\\node_modules\\npm\\bin\\npm-cli.js`,
        `${node}\\node.exe`,
      ],
    },
    ['npm', `${node}\\node.exe`, `${roaming}\\node_modules\\npm\\bin\\npm-cli.js`],
  ],
  [
    'an npm that is a program (volta)',
    {
      platform: 'win32',
      env: { Path: 'C:\\Volta' },
      files: ['C:\\Volta\\npm.exe', 'C:\\Volta\\npm.cmd'],
    },
    ['npm', 'C:\\Volta\\npm.exe'],
  ],
  [
    'bun when npm has no Node',
    {
      platform: 'win32',
      env: { Path: 'C:\\a;C:\\b' },
      files: ['C:\\a\\npm.cmd', 'C:\\b\\bun.exe'],
    },
    ['bun', 'C:\\b\\bun.exe'],
  ],
  [
    'a bun that npm installed',
    {
      platform: 'win32',
      env: { Path: roaming },
      files: [`${roaming}\\bun.cmd`, `${roaming}\\node_modules\\bun\\bin\\bun.exe`],
    },
    ['bun', `${roaming}\\node_modules\\bun\\bin\\bun.exe`],
  ],
  [
    'a pnpm that corepack brings',
    {
      platform: 'win32',
      env: { Path: node },
      files: [
        `${node}\\pnpm.cmd`,
        `${node}\\node.exe`,
        `${node}\\node_modules\\corepack\\dist\\pnpm.js`,
      ],
    },
    ['pnpm', `${node}\\node.exe`, `${node}\\node_modules\\corepack\\dist\\pnpm.js`],
  ],
];

describe('the package manager', () => {
  for (const [name, world, start] of cases)
    it(`is ${name}`, async () => {
      const manager = await findPackageManager(worldHost(world));
      assert.deepEqual([manager.name, manager.command, ...manager.firstArguments], start);
    });

  it('brings the PATH by which it was found', async () => {
    const world = {
      platform: 'darwin',
      env: { PATH: '/a' },
      files: ['/n/npm'],
      loginPath: '/n:/a',
    } as const;
    assert.equal((await findPackageManager(worldHost(world))).path, '/n:/a');
  });

  for (const platform of ['linux', 'darwin', 'win32'] as const)
    it(`may be missing (${platform})`, async () => {
      const host = worldHost({ platform, env: { PATH: '/a' }, files: ['C:\\a\\npm.cmd'] });
      await assert.rejects(findPackageManager(host), (error) =>
        AppError.is(error, 'no-package-manager'),
      );
    });

  for (const manager of ['npm', 'bun', 'pnpm'] as const)
    it(`is told to run no script and to change nothing global (${manager})`, () => {
      const words = packageArguments(manager, '/f', 'opencode-linux-x64@1.2.3');
      assert.ok(words.includes('opencode-linux-x64@1.2.3'));
      assert.ok(words.includes('--ignore-scripts'));
      assert.ok(words.some((word) => /^--(?:prefix|cwd|dir)=\/f$/.test(word)));
      assert.ok(!words.some((word) => /^(?:-g|--global|--global=true)$/.test(word)));
    });

  it('is no part of the project that the editor was started from', () => {
    const env = packageEnvironment(
      {
        npm_config_registry: 'https://registry.example',
        npm_config_global: 'true',
        npm_config_prefix: '/p',
        npm_package_name: 'p',
        npm_lifecycle_event: 'demo',
        Path: 'C:\\old',
        HOME: '/home/me',
      },
      '/new',
    );
    assert.deepEqual(env, {
      npm_config_registry: 'https://registry.example',
      HOME: '/home/me',
      PATH: '/new',
    });
  });
});
