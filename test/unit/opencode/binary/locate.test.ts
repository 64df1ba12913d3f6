import assert from 'node:assert/strict';
import { locateBinary } from '../../../../src/opencode/binary/locate.ts';
import { found, itFinds, missing, worldHost } from '../../../support/locateWorld.ts';

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
