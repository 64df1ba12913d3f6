import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '../../../../src/base/errors.ts';
import { nullLogger } from '../../../../src/base/log.ts';
import { systemClock } from '../../../../src/base/time.ts';
import { findBinary, type BinaryRequest } from '../../../../src/opencode/binary/findBinary.ts';
import { testedVersion } from '../../../../src/opencode/binary/versionRange.ts';

describe('the program that a server is started from', () => {
  let home: string;
  let lines: string[];

  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'find-binary-')));
    lines = [];
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  /** A program in the home folder that says this version, or a script. */
  function program(path: string, body = `echo ${testedVersion}`): string {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** A login shell with this PATH. */
  const shell = (path: string) =>
    program('bin/shell', `PATH=${path}; export PATH\nexec /bin/sh -c "$4"`);

  const find = (env: Record<string, string>, settings: BinaryRequest['settings'] = {}) =>
    findBinary(
      {
        settings,
        baseEnv: { HOME: home, SHELL: '/bin/false', ...env },
        storageDirectory: join(home, 'storage'),
        clock: systemClock,
        log: { ...nullLogger, info: (line) => void lines.push(line) },
      },
      new AbortController().signal,
    );

  it('is found by the PATH, which stays as it is', async () => {
    const path = program('a/opencode');
    const found = await find({ PATH: `${home}/a:/usr/bin` });
    assert.equal(found.path, path);
    assert.equal(found.baseEnv['PATH'], `${home}/a:/usr/bin`);
  });

  it("is found by the login shell's PATH, which its server gets before the editor's own", async () => {
    const path = program('login/opencode');
    const SHELL = shell(`${home}/login:/bin:relative`);
    const found = await find({ PATH: '/editor:/bin', SHELL });
    assert.equal(found.path, path);
    assert.equal(found.baseEnv['PATH'], `${home}/login:/bin:/editor`);
    assert.equal(found.baseEnv['HOME'], home);
  });

  it("is found by what was added to the login shell's PATH after it was missed", async () => {
    const PATH = '/bin';
    await assert.rejects(find({ PATH, SHELL: shell('/bin') }), { code: 'binary-not-found' });
    const path = program('added/opencode');
    const found = await find({ PATH, SHELL: shell(`${home}/added:/bin`) });
    assert.equal(found.path, path);
  });

  it("brings the login shell's PATH from a known folder too: its scripts may need it", async () => {
    const path = program('.asdf/shims/opencode');
    const found = await find({ PATH: '/editor', SHELL: shell('/login:/bin') });
    assert.equal(found.path, path);
    assert.equal(found.baseEnv['PATH'], '/login:/bin:/editor');
  });

  it('is what this extension installed, before the PATH', async () => {
    const own = program(`storage/opencode/${testedVersion}/bin/opencode`);
    program('a/opencode');
    assert.equal((await find({ PATH: `${home}/a` })).path, own);
    const binaryPath = program('b/opencode');
    assert.equal((await find({ PATH: `${home}/a` }, { binaryPath })).path, binaryPath);
  });

  it('is the newest that this extension installed, which then clears away the others', async () => {
    program('storage/opencode/1.17.0/bin/opencode', 'echo 1.17.0');
    const own = program('storage/opencode/1.18.0/bin/opencode', 'echo 1.18.0');
    assert.equal((await find({})).path, own);
    assert.deepEqual(readdirSync(join(home, 'storage/opencode')), ['1.18.0']);
  });

  it('is looked for with what the settings add to the environment', async () => {
    const path = program('added/opencode');
    const found = await find({ PATH: '/bin' }, { extraEnv: { PATH: `${home}/added` } });
    assert.equal(found.path, path);
  });

  it('is asked for its version in the environment of its server', async () => {
    const path = program('a/opencode', `echo "$OC_VERSION"`);
    const extraEnv = { OC_VERSION: '1.2.3' };
    await assert.rejects(find({}, { binaryPath: path, extraEnv }), (error) =>
      // It does not say that it is OpenCode when asked for help.
      AppError.is(error, 'binary-not-opencode'),
    );
    await find({}, { binaryPath: path, extraEnv: { OC_VERSION: testedVersion } });
  });

  it('is not the desktop app, which the log mentions', async () => {
    program('app/opencode');
    writeFileSync(join(home, 'app', 'chrome_100_percent.pak'), '');
    const path = program('b/opencode');
    assert.equal((await find({ PATH: `${home}/app:${home}/b` })).path, path);
    assert.match(lines.join('\n'), /Left out .*app\/opencode: it is the desktop app/);
  });
});
