import assert from 'node:assert/strict';
import { found, itFinds, missing } from '../../../support/locateWorld.ts';

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
