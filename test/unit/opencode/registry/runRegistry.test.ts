import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '../../../../src/base/errors.ts';
import { isSame } from '../../../../src/opencode/process/processIdentity.ts';
import { thisProcess } from '../../../../src/opencode/process/processTable.ts';
import { claimName } from '../../../../src/opencode/registry/claimName.ts';
import { thisMachine } from '../../../../src/opencode/registry/machine.ts';
import { hasSignsOfRuns } from '../../../../src/opencode/registry/runNames.ts';
import { RunRegistry } from '../../../../src/opencode/registry/runRegistry.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { LogLines } from '../../../support/logLines.ts';

describe('the place of a new run', () => {
  let directory: string;
  let storage: string;
  let temp: string;
  let log: LogLines;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'run-registry-'));
    storage = join(directory, 'storage');
    temp = join(directory, 'temp');
    mkdirSync(temp);
    log = new LogLines();
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const registry = () =>
    new RunRegistry({
      storageDirectory: storage,
      tempDirectory: temp,
      clock: new FakeClock(),
      log,
    });
  const full = () =>
    Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });

  it('is in the storage, and in use by this window from the start', async () => {
    assert.equal(hasSignsOfRuns(storage, temp), false);
    const run = await registry().open((folder, window) => ({ folder, window }));
    assert.equal(dirname(run.folder.path), join(storage, 'servers'));
    assert.equal(run.content.folder, run.folder);
    assert.ok(isSame(run.content.window, await thisProcess()));
    assert.equal(await run.folder.isInUse(), true);
    assert.equal(run.unnoted, undefined);
    assert.equal(hasSignsOfRuns(storage, temp), true);
    assert.deepEqual(log.lines, []);
  });

  it('is in the folder for temporary files when the storage cannot be written', async () => {
    writeFileSync(storage, 'a file');
    const run = await registry().open(() => 'content');
    assert.equal(dirname(run.folder.path), temp);
    assert.deepEqual([run.content, run.unnoted], ['content', 'ENOTDIR']);
    assert.match(
      log.lines.join('\n'),
      /^warn .*storage.*ENOTDIR.* temporary files is used instead/,
    );
    assert.equal(hasSignsOfRuns(storage, temp), true);
    assert.deepEqual(
      registry()
        .places.folders()
        .map(({ id }) => id),
      [run.folder.id],
    );
  });

  it('is there, too, when the storage takes the folder and not what belongs into it', async () => {
    const run = await registry().open((folder) => {
      if (folder.path.startsWith(storage)) throw full();
    });
    assert.deepEqual([dirname(run.folder.path), run.unnoted], [temp, 'ENOSPC']);
    assert.deepEqual(readdirSync(join(storage, 'servers')), []);
  });

  it('is nowhere when neither can be written, which is told with both reasons', async () => {
    writeFileSync(storage, 'a file');
    rmSync(temp, { recursive: true });
    await assert.rejects(
      registry().open(() => undefined),
      (error) => {
        assert.ok(AppError.is(error, 'storage-unwritable'));
        assert.match(error.detail ?? '', /ENOTDIR[^]*ENOENT/);
        return true;
      },
    );
  });

  it('is given up for any other reason, and nothing is left', async () => {
    const reason = new AppError('bad-environment', 'It is no JSON.');
    const opening = registry().open(() => {
      throw reason;
    });
    await assert.rejects(opening, reason);
    assert.deepEqual(readdirSync(join(storage, 'servers')), []);
    assert.deepEqual(readdirSync(temp), []);
  });

  it('is claimed for one root at a time, or by nobody where that cannot be noted', async () => {
    const { signal } = new AbortController();
    const claim = await registry().claim('root', () => assert.fail('It is free.'), signal);
    const machine = thisMachine();
    const name = claimName({ isDraft: false, machine, of: 'root' });
    assert.deepEqual(readdirSync(join(storage, 'servers')), [name]);
    claim?.release();
    rmSync(storage, { recursive: true });
    writeFileSync(storage, 'a file');
    assert.equal(await registry().claim('root', () => undefined, signal), undefined);
    assert.equal(existsSync(join(storage, 'servers')), false);
  });
});
