import assert from 'node:assert/strict';
import { itFinds, missing, placeholder } from '../../../support/locateWorld.ts';

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
      'a script that works beside one that does not',
      {
        platform: 'win32',
        env: { Path: 'C:\\a' },
        files: [
          'C:\\a\\opencode.cmd',
          ['C:\\a\\opencode.bat', '@"C:\\b\\opencode.exe" %*\r\n'],
          'C:\\b\\opencode.exe',
        ],
      },
      'C:\\b\\opencode.exe',
    ],
    [
      'nothing endless in scripts that call each other',
      {
        platform: 'win32',
        env: { Path: 'C:\\a;C:\\c' },
        files: [
          ['C:\\a\\opencode.cmd', '@"C:\\b\\opencode.cmd"'],
          ['C:\\b\\opencode.cmd', '@"C:\\a\\opencode.cmd"'],
          'C:\\c\\opencode.exe',
        ],
      },
      'C:\\c\\opencode.exe',
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
