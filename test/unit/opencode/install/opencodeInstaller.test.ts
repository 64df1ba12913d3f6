import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '../../../../src/base/errors.ts';
import { nullLogger } from '../../../../src/base/log.ts';
import { systemClock } from '../../../../src/base/time.ts';
import { LocalInstaller } from '../../../../src/opencode/install/opencodeInstaller.ts';
import { killMarkedProcesses, markedProcesses } from '../../../support/markedProcesses.ts';
import { until } from '../../../support/until.ts';

const mark = 'INSTALLER_TEST';

/** A package manager of our own shows what the real one cannot be made to do; the live suite has the real one. */
describe('installing OpenCode', () => {
  let directory: string;
  let storage: string;
  let root: string;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'installer-')));
    storage = join(directory, 'storage');
    root = join(storage, 'opencode');
    mkdirSync(join(directory, 'bin'));
  });
  afterEach(() => {
    killMarkedProcesses(mark, directory);
    rmSync(directory, { recursive: true, force: true });
  });

  const never = new AbortController().signal;
  const running = () => markedProcesses(mark, directory).map(({ command }) => command);
  const entries = () => (existsSync(root) ? readdirSync(root) : []);
  const calls = () => readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n');

  /** Called as: npm install NAME@VERSION --prefix=…, in the folder that it is to fill. */
  function npm(body: string, name = 'npm'): void {
    const path = join(directory, 'bin', name);
    const script = `echo "$@" >> ${join(directory, 'calls')}\nname=\${2%@*}; version=\${2##*@}\n${body}\n`;
    writeFileSync(path, `#!/bin/sh\n${script}`);
    chmodSync(path, 0o755);
  }

  /** Puts a program into the package that says `answer`. */
  const put = (answer = '$version') => `mkdir -p node_modules/$name/bin
    printf '#!/bin/sh\\necho %s\\n' "${answer}" > node_modules/$name/bin/opencode`;

  const installer = (version = '1.18.0', env: Readonly<Record<string, string>> = {}) =>
    new LocalInstaller({
      storageDirectory: storage,
      env: () => ({
        PATH: `${join(directory, 'bin')}:/usr/bin:/bin`,
        HOME: directory,
        [mark]: directory,
        ...env,
      }),
      clock: systemClock,
      log: nullLogger,
      version,
    });

  const install = (
    version?: string,
    signal = never,
    report: (line: string) => void = () => undefined,
  ) => installer(version).install(report, signal);

  async function fails(work: Promise<unknown>): Promise<AppError> {
    const error: unknown = await work.catch((reason: unknown) => reason);
    assert.ok(AppError.is(error, 'install-failed'), String(error));
    assert.deepEqual(entries(), [], 'nothing is left behind');
    return error;
  }

  it('says beforehand what it would do', async () => {
    npm('exit 1');
    const { package: name, otherPackages, ...plan } = await installer().plan();
    assert.deepEqual(plan, { version: '1.18.0', manager: 'npm', folder: join(root, '1.18.0') });
    assert.match(name, new RegExp(`^opencode-linux-${process.arch}`));
    assert.ok(otherPackages.length > 0 && !otherPackages.includes(name));
    assert.equal(installer().installed(), undefined);
    assert.ok(!existsSync(join(directory, 'calls')));
  });

  it('puts the program of this machine into a folder of its version', async () => {
    npm(put());
    const lines: string[] = [];
    const { package: name } = await installer().plan();
    const installed = await install('1.18.0', never, (line) => lines.push(line));
    assert.deepEqual(installed, {
      version: '1.18.0',
      path: join(root, '1.18.0', 'bin', 'opencode'),
    });
    assert.deepEqual(installer().installed(), installed);
    assert.ok(existsSync(installed.path));
    assert.deepEqual(entries(), ['1.18.0']);
    assert.deepEqual(calls()[0]?.split(' ').slice(0, 2), ['install', `${name}@1.18.0`]);
    assert.match(
      lines.join('\n'),
      /^npm is getting opencode-linux-\S+ 1\.18\.0…\nChecking that it runs…$/,
    );
  });

  it('tells how much has arrived while that takes long', async () => {
    npm(
      `mkdir -p node_modules; head -c 7000000 /dev/zero > node_modules/part; while [ ! -e ${join(directory, 'go')} ]; do sleep 0.05; done\n${put()}`,
    );
    const lines: string[] = [];
    const done = install('1.18.0', never, (line) => lines.push(line));
    await until(() => lines.includes('7 MB so far…'), { what: 'a report' });
    writeFileSync(join(directory, 'go'), '');
    await done;
  });

  it('gives the package manager a project of its own', async () => {
    npm(
      `cat package.json > ${join(directory, 'seen')}; pwd >> ${join(directory, 'seen')}\n${put()}`,
    );
    await install();
    const [manifest, cwd = ''] = readFileSync(join(directory, 'seen'), 'utf8').split('\n');
    assert.equal(manifest, '{ "private": true }');
    assert.ok(cwd.startsWith(join(root, '.new-')), cwd);
  });

  it('takes the next package when one is missing, is for others, or does not run', async () => {
    npm(`case $(wc -l < ${join(directory, 'calls')}) in
      1) echo "npm error code ETARGET" >&2; exit 1;;
      2) ${put('illegal instruction')};;
      3) mkdir -p node_modules/$name;;
      *) ${put()};;
    esac`);
    const { path } = await install();
    assert.equal(calls().length, 4);
    assert.equal(new Set(calls().map((call) => call.split(' ')[1])).size, 4);
    assert.ok(existsSync(path));
    assert.deepEqual(entries(), ['1.18.0']);
  });

  it('fails when no package runs here, and says why of each', async () => {
    npm(put('9.9.9'));
    const error = await fails(install());
    assert.match(error.message, /No package of it was found that runs/);
    assert.match(
      error.detail ?? '',
      /^opencode-linux-\S+: asked for its version, it said “9\.9\.9” \(exit code 0\)$/m,
    );
  });

  const failures: readonly (readonly [string, string, RegExp])[] = [
    ['a full disk', 'npm error code ENOSPC', /not enough space on the disk/],
    ['no network', 'npm error code ECONNREFUSED', /could not be reached/],
    [
      'no network for bun',
      'error: ConnectionRefused downloading package manifest',
      /could not be reached/,
    ],
    ['a registry that wants a login', 'npm error code E401', /asks for a login/],
    ['a certificate', 'npm error code SELF_SIGNED_CERT_IN_CHAIN', /certificate .* not trusted/],
    ['a folder that is not ours', 'npm error code EACCES', /cannot be written/],
    ['anything else', 'npm error code EWHATEVER', /npm reported an error/],
  ];
  for (const [about, said, sentence] of failures)
    it(`explains ${about}, and tries no other package`, async () => {
      npm(`seq 1 50 >&2; echo "${said}" >&2; exit 1`);
      const error = await fails(install());
      assert.match(error.message, /^OpenCode 1\.18\.0 could not be installed\. /);
      assert.match(error.message, sentence);
      const lines = (error.detail ?? '').split('\n');
      assert.deepEqual(lines.slice(-2), [said, 'npm: exit code 1']);
      assert.equal(lines.length, 21);
      assert.equal(calls().length, 1);
    });

  it('shows no secret of what a package manager says', async () => {
    npm('echo "npm error https://me:hunter2hunter2@registry.example/x" >&2; exit 1');
    assert.doesNotMatch((await fails(install())).detail ?? '', /hunter2/);
  });

  it('explains a storage that cannot be written', async () => {
    npm(put());
    writeFileSync(storage, 'a file');
    const error: unknown = await install().catch((reason: unknown) => reason);
    assert.ok(AppError.is(error, 'install-failed'), String(error));
  });

  it('needs a package manager', async () => {
    const none = installer('1.18.0', { PATH: join(directory, 'bin'), SHELL: '/bin/false' });
    const isNone = (error: unknown) => AppError.is(error, 'no-package-manager');
    await assert.rejects(none.plan(), isNone);
    await assert.rejects(
      none.install(() => undefined, never),
      isNone,
    );
  });

  it('finds a package manager that was installed after it was missed', async () => {
    const SHELL = join(directory, 'shell');
    const login = (path: string) =>
      writeFileSync(SHELL, `#!/bin/sh\nPATH=${path}; export PATH\nexec /bin/sh -c "$4"\n`, {
        mode: 0o755,
      });
    const later = installer('1.18.0', { PATH: '/nowhere', SHELL });
    login('/nowhere');
    await assert.rejects(later.plan(), { code: 'no-package-manager' });
    npm('exit 1');
    login(join(directory, 'bin'));
    assert.equal((await later.plan()).manager, 'npm');
  });

  it('leaves nothing behind when it is cancelled', async () => {
    npm('mkdir -p node_modules; sleep 1000 & sleep 1000');
    const abort = new AbortController();
    const done = install('1.18.0', abort.signal);
    await until(() => running().filter((line) => line.startsWith('sleep')).length === 2, {
      what: 'the package manager',
    });
    abort.abort(new AppError('cancelled', 'Cancelled.'));
    await assert.rejects(done, (error) => AppError.is(error, 'cancelled'));
    await until(() => running().length === 0, { what: 'the end of all that it started' });
    assert.deepEqual(entries(), []);
  });

  it('ends with the extension', async () => {
    npm('mkdir -p node_modules; sleep 1000');
    const ours = installer();
    const done = ours.install(() => undefined, never);
    await until(() => running().some((line) => line.startsWith('sleep')), {
      what: 'the package manager',
    });
    ours.dispose();
    await assert.rejects(done, (error) => AppError.is(error, 'cancelled'));
    await until(() => running().length === 0, { what: 'the end of all that it started' });
  });

  it('updates, and takes away what is no longer needed', async () => {
    npm(put());
    await install('1.17.0');
    const installed = await install('1.18.0');
    assert.deepEqual(entries(), ['1.18.0']);
    assert.deepEqual(installer().installed(), installed);
  });

  it('keeps an old version as long as something runs from it', async () => {
    npm(put());
    const { path } = await install('1.17.0');
    copyFileSync('/bin/sleep', path);
    const server = spawn(path, ['1000']);
    await once(server, 'spawn');
    await install('1.18.0');
    assert.deepEqual(entries().toSorted(), ['1.17.0', '1.18.0']);
    assert.equal(installer().installed()?.version, '1.18.0');
    server.kill();
    await once(server, 'exit');
    await install('1.18.1');
    assert.deepEqual(entries(), ['1.18.1']);
  });

  it('keeps what works when an update fails', async () => {
    npm(put());
    const installed = await install('1.17.0');
    npm('exit 1');
    await assert.rejects(install('1.18.0'));
    assert.deepEqual(installer().installed(), installed);
  });

  it('makes a damaged version anew', async () => {
    npm(put());
    const { path } = await install();
    rmSync(dirname(path), { recursive: true });
    assert.equal(installer().installed(), undefined);
    await install();
    assert.ok(existsSync(path));
  });

  it('is done once by two windows at a time', async () => {
    npm(put());
    const both = await Promise.all([install(), install()]);
    assert.deepEqual(both[0], both[1]);
    assert.deepEqual(entries(), ['1.18.0']);
  });

  it('clears away what an interrupted install left, once it is old', async () => {
    npm(put());
    const [old, young, grave] = ['.new-old', '.new-young', '.old-x'].map((name) =>
      join(root, name),
    );
    for (const folder of [old, young, grave]) mkdirSync(folder ?? '', { recursive: true });
    const hours = Date.now() / 1_000 - 2 * 3_600;
    utimesSync(old ?? '', hours, hours);
    await install();
    assert.deepEqual(entries().toSorted(), ['.new-young', '1.18.0']);
  });

  it('removes what it installed, unless that is in use', async () => {
    npm(put());
    assert.equal(await installer().remove(), 'absent');
    const { path } = await install();
    copyFileSync('/bin/sleep', path);
    const server = spawn(path, ['1000']);
    await once(server, 'spawn');
    assert.equal(await installer().remove(), 'inUse');
    assert.ok(existsSync(path));
    server.kill();
    await once(server, 'exit');
    assert.equal(await installer().remove(), 'removed');
    assert.deepEqual(entries(), []);
  });
});
