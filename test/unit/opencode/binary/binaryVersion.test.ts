import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type ErrorCode } from '../../../../src/base/errors.ts';
import { nullLogger, type Logger } from '../../../../src/base/log.ts';
import { checkVersion } from '../../../../src/opencode/binary/binaryVersion.ts';
import {
  compareVersions,
  minimumVersion,
  testedVersion,
  versionProblem,
} from '../../../../src/opencode/binary/versionRange.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { until } from '../../../support/until.ts';

describe('the version of a program', () => {
  let directory: string;
  let lines: string[];
  let clock: FakeClock;
  let log: Logger;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'binary-version-'));
    lines = [];
    clock = new FakeClock();
    const keep = (line: string) => void lines.push(line);
    log = { ...nullLogger, info: keep, warn: keep };
  });
  afterEach(() => {
    assert.equal(clock.waiting, 0, 'no timer is left');
    rmSync(directory, { recursive: true, force: true });
  });

  const asked = () => join(directory, 'asked');
  const questions = () =>
    existsSync(asked()) ? readFileSync(asked(), 'utf8').trim().split('\n') : [];

  function program(body: string): string {
    const path = join(directory, 'opencode');
    writeFileSync(path, `#!/bin/sh\necho "$@" >> ${asked()}\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  const says = (version: string, help = 'opencode [project]  start opencode tui') =>
    program(`[ "$1" = --help ] && echo "${help}" >&2 || echo "${version}"`);

  const check = (binary: string, signal = new AbortController().signal) =>
    checkVersion(
      { binary, env: process.env, storageDirectory: join(directory, 'storage'), clock, log },
      signal,
    );

  async function fails(code: ErrorCode, binary: string): Promise<AppError> {
    const error: unknown = await check(binary).catch((reason: unknown) => reason);
    assert.ok(AppError.is(error, code), String(error));
    return error;
  }

  for (const version of [
    minimumVersion,
    testedVersion,
    `v${testedVersion}`,
    `opencode ${testedVersion}`,
  ])
    it(`is fine as ${version}`, async () => {
      await check(says(version));
      assert.deepEqual(lines, []);
    });

  it('is found among other lines', async () => {
    await check(
      program(`echo "warning: 1.2.3 is old"; echo; echo "${testedVersion}"; echo bye >&2`),
    );
  });

  for (const version of ['1.99.0', '0.0.0-dev-202611210000', 'local'])
    it(`is told to the log when it is ${version}, which nobody has tested`, async () => {
      await check(says(version));
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', new RegExp(`${version}, which is not tested`));
      await check(join(directory, 'opencode'));
      assert.equal(lines.length, 2, 'also when it is remembered');
      assert.equal(questions().length, 1);
    });

  it('is refused when it is too old, with both versions', async () => {
    const { message, detail } = await fails('server-too-old', says('1.16.9'));
    assert.ok(message.includes('1.16.9') && message.includes(minimumVersion), message);
    assert.equal(detail, `Found as ${join(directory, 'opencode')}.`);
  });

  it('is refused when it is of the next generation, with what works', async () => {
    const { message } = await fails('server-too-new', says('2.0.12'));
    assert.ok(message.includes('2.0.12') && message.includes(testedVersion), message);
  });

  for (const version of ['22.23.3', '1.3.14'])
    it(`tells another program of version ${version} from OpenCode`, async () => {
      const error = await fails('binary-not-opencode', says(version, 'Usage: node [options]'));
      assert.match(error.detail ?? '', new RegExp(version));
    });

  it('tells a program that answers with something else from OpenCode', async () => {
    const error = await fails('binary-not-opencode', program('echo "usage: frobnicate [-x]"'));
    assert.match(error.detail ?? '', /usage: frobnicate/);
  });

  for (const [about, body] of [
    ['fails', 'exit 3'],
    ['fails with a text', 'echo "unknown option --version" >&2; exit 1'],
    ['says nothing', ':'],
    ['is killed', 'kill -9 $$'],
  ] as const)
    it(`is left to the start when the program ${about}`, async () => {
      await check(program(body));
      assert.match(lines.join(), /did not tell its version/);
      await check(join(directory, 'opencode'));
      assert.equal(questions().length, 2, 'nothing was learnt');
    });

  it('is left to the start when the program takes too long', async () => {
    const done = check(program('sleep 1000'));
    await until(() => questions().length > 0, { what: 'the question' });
    clock.advance(10_000);
    await done;
    assert.match(lines.join(), /no end within 10 s/);
  });

  it('is left to the start when the program is none', async () => {
    await check(join(directory, 'nothing'));
    assert.match(lines.join(), /ENOENT/);
  });

  it('is no longer asked for when nobody wants it', async () => {
    const abort = new AbortController();
    const done = check(program('sleep 1000'), abort.signal);
    await until(() => questions().length > 0, { what: 'the question' });
    abort.abort(new Error('enough'));
    await assert.rejects(done, /enough/);
  });

  it('is remembered by the file, for other windows too', async () => {
    const path = says(testedVersion);
    await check(path);
    await check(path);
    assert.deepEqual(questions(), ['--version']);
    const stored = readFileSync(join(directory, 'storage', 'opencode-versions.json'), 'utf8');
    assert.match(stored, new RegExp(testedVersion));
    const other = join(directory, 'other');
    writeFileSync(join(directory, 'storage', 'opencode-versions.json'), 'broken {');
    writeFileSync(other, readFileSync(path));
    chmodSync(other, 0o755);
    await check(other);
    assert.deepEqual(questions(), ['--version', '--version'], 'another path is another program');
  });

  it('is asked for again when the file has changed, and never refused by memory', async () => {
    await check(says(testedVersion));
    await fails('server-too-old', says('1.2.3'));
    await fails('server-too-old', join(directory, 'opencode'));
    await check(says(`${testedVersion} `));
  });

  it('is asked for again when what is remembered has become too old', async () => {
    const path = says('1.2.3');
    const { size, mtimeMs } = statSync(path);
    const entry = { path, stamp: `${size}:${mtimeMs}`, version: '1.2.3' };
    mkdirSync(join(directory, 'storage'));
    writeFileSync(join(directory, 'storage', 'opencode-versions.json'), JSON.stringify([entry]));
    await fails('server-too-old', path);
    assert.ok(questions().includes('--version'));
  });

  it('is of the range that the live suite is run with', () => {
    const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.ok(JSON.stringify(manifest).includes(`"opencode-ai":"${testedVersion}"`));
    assert.ok(compareVersions(minimumVersion, testedVersion) < 0);
    assert.equal(versionProblem('1.100.0'), undefined);
    assert.equal(versionProblem(`${minimumVersion}-beta.1`), undefined);
  });
});
