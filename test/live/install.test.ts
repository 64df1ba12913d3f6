import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '../../src/base/errors.ts';
import { nullLogger } from '../../src/base/log.ts';
import { systemClock } from '../../src/base/time.ts';
import { LocalInstaller } from '../../src/opencode/install/opencodeInstaller.ts';
import { minimumVersion, testedVersion } from '../../src/opencode/binary/versionRange.ts';
import { LiveServer } from '../support/liveServer.ts';
import { markedProcesses } from '../support/markedProcesses.ts';
import { until } from '../support/until.ts';

const mark = 'LIVE_INSTALL_TEST';

describe('installing OpenCode from the registry', function () {
  this.timeout(180_000);
  let directory: string;

  before(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'live-install-')));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const never = new AbortController().signal;
  const installer = (version?: string) =>
    new LocalInstaller({
      storageDirectory: directory,
      env: () => ({ ...process.env, [mark]: directory }),
      clock: systemClock,
      log: nullLogger,
      ...(version === undefined ? {} : { version }),
    });
  const entries = () => readdirSync(join(directory, 'opencode'));
  const versionOf = (path: string) =>
    execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();

  it('leaves nothing behind when it is cancelled midway', async () => {
    const abort = new AbortController();
    const done = installer().install(() => undefined, abort.signal);
    const modules = (draft: string) =>
      readdirSync(draft).map((name) => join(draft, name, 'node_modules'));
    const begun = () =>
      existsSync(join(directory, 'opencode')) &&
      entries().some((name) => modules(join(directory, 'opencode', name)).some(existsSync));
    await Promise.race([done, until(begun, { what: 'the first files', timeoutMs: 60_000 })]);
    abort.abort(new AppError('cancelled', 'Cancelled.'));
    await assert.rejects(done, (error) => AppError.is(error, 'cancelled'));
    assert.deepEqual(entries(), []);
    await until(() => markedProcesses(mark, directory).length === 0, { what: 'the end of npm' });
  });

  it('gets exactly the wanted version', async () => {
    const installed = await installer(minimumVersion).install(() => undefined, never);
    assert.equal(versionOf(installed.path), minimumVersion);
    assert.deepEqual(entries(), [minimumVersion]);
  });

  it('updates it to the tested version', async () => {
    const lines: string[] = [];
    const installed = await installer().install((line) => lines.push(line), never);
    assert.equal(installed.version, testedVersion);
    assert.equal(versionOf(installed.path), testedVersion);
    assert.deepEqual(entries(), [testedVersion]);
    assert.equal(lines.at(-1), 'Checking that it runs…');
  });

  it('is what a server is started from', async () => {
    const live = await LiveServer.start({
      settings: { binaryPath: undefined },
      env: { [mark]: directory },
    });
    const storage = join(live.directory, 'storage', 'opencode');
    mkdirSync(dirname(storage), { recursive: true });
    renameSync(join(directory, 'opencode'), storage);
    try {
      await live.backend();
      const state = live.pool.state(live.root);
      assert.equal(state.kind === 'ready' && state.version, testedVersion);
      const commands = markedProcesses(mark, directory).map(({ command }) => command);
      const program = join(storage, testedVersion, 'bin', 'opencode');
      assert.ok(
        commands.some((command) => command.startsWith(`${program} serve`)),
        commands.join(),
      );
    } finally {
      await live.pool.stopAll();
      renameSync(storage, join(directory, 'opencode'));
      await live.end();
    }
  });

  it('removes it again', async () => {
    assert.equal(await installer().remove(), 'removed');
    assert.deepEqual(entries(), []);
    assert.equal(installer().installed(), undefined);
  });
});
