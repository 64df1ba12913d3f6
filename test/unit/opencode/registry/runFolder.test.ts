import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { nullLogger } from '../../../../src/base/log.ts';
import { thisProcess } from '../../../../src/opencode/process/processTable.ts';
import { RunFolder } from '../../../../src/opencode/registry/runFolder.ts';
import { Decoys } from '../../../support/decoys.ts';
import { LogLines } from '../../../support/logLines.ts';
import { sampleRecord } from './sampleRecord.ts';

const id = '01234567-89ab-cdef-0123-456789abcdef';

describe('the folder of a run', () => {
  let directory: string;
  let folder: RunFolder;
  const decoys = new Decoys();

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'run-folder-'));
    folder = RunFolder.create(join(directory, id));
  });
  afterEach(async () => {
    await decoys.end();
    rmSync(directory, { recursive: true });
  });

  const file = (name: string) => join(folder.path, name);

  it('is called as the mark of its processes says', () => {
    assert.equal(folder.mark, `OPENCODE_SESSIONS_RUN=${id}`);
    assert.deepEqual(folder.environment, { OPENCODE_SESSIONS_RUN: id });
  });

  it('is for the person only', () => {
    folder.write(sampleRecord());
    const modes = [folder.path, file('server.json')].map((path) => statSync(path).mode & 0o777);
    assert.deepEqual(modes, [0o700, 0o600]);
  });

  it('gives its record back, and keeps nothing else', () => {
    assert.equal(folder.read().kind, 'missing');
    folder.write(sampleRecord());
    const record = sampleRecord({ version: '1.18.33' });
    folder.write(record);
    assert.deepEqual(folder.read(), { kind: 'record', record });
    assert.deepEqual(readdirSync(folder.path), ['server.json']);
  });

  it('never takes a part of a record for one', () => {
    const text = JSON.stringify(sampleRecord());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        writeFileSync(file('server.json'), text.slice(0, length));
        assert.equal(folder.read().kind, 'torn');
      }),
    );
  });

  it('takes nothing else for a record', () => {
    const others = [{}, [], 'x', { ...sampleRecord(), format: 2 }, { ...sampleRecord(), host: 1 }];
    for (const other of others) {
      writeFileSync(file('server.json'), JSON.stringify(other));
      assert.equal(folder.read().kind, 'foreign');
    }
  });

  it('says when its record cannot be read', () => {
    mkdirSync(file('server.json'));
    assert.equal(folder.read().kind, 'unreadable');
    assert.equal(folder.record, undefined);
  });

  it('is in use as long as a window with a lease lives', async () => {
    assert.equal(await folder.isInUse(), false);
    const lease = folder.lease(await thisProcess());
    const other = folder.lease(await decoys.start());
    assert.equal(folder.leases().length, 2);
    folder.release(lease, nullLogger);
    assert.equal(await folder.isInUse(), true);
    assert.equal(folder.mayBeInUse(), true);
    await decoys.end();
    assert.equal(await folder.isInUse(), false);
    assert.equal(folder.mayBeInUse(), false);
    folder.release(other, nullLogger);
    folder.release(other, nullLogger);
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('is not in use by a lease that was given back, also when the disk keeps it', async () => {
    const lease = folder.lease(await thisProcess());
    assert.equal(folder.mayBeInUse(), true);
    assert.equal(folder.mayBeInUse(lease), false);
    assert.equal(await folder.isInUse(lease), false);
  });

  it('tells what the disk does not let go of, and goes on', () => {
    const log = new LogLines();
    const lost = new RunFolder(join(directory, 'file', id));
    writeFileSync(join(directory, 'file'), '');
    lost.release('lease-1--01234567', log);
    lost.remove(log);
    assert.equal(log.lines.length, 2);
    for (const line of log.lines) assert.match(line, /^warn .*ENOTDIR/);
  });

  it('is not in use by whoever has got the number of a window', async () => {
    const { pid } = await thisProcess();
    folder.lease({ pid, startedAt: '1' });
    assert.equal(await folder.isInUse(), false);
    assert.equal(folder.mayBeInUse(), false);
    assert.equal(folder.isLeasedBy(pid), false);
  });

  it('is in use in doubt: when the start of the window is not known', async () => {
    folder.lease({ pid: process.pid, startedAt: '' });
    assert.equal(await folder.isInUse(), true);
  });

  it('takes nothing else for a lease', async () => {
    for (const name of ['lease-', 'lease-1', `lease-${process.pid}-x`, '.DS_Store', 'lease-a-b-c'])
      writeFileSync(file(name), '');
    assert.deepEqual(folder.leases(), []);
  });

  it('tells why it ends', () => {
    assert.equal(folder.announced(), undefined);
    folder.announce('restarting');
    assert.equal(folder.announced(), 'restarting');
  });

  it('is gone when another window has removed it, and that is no error', async () => {
    const lease = folder.lease(await thisProcess());
    folder.remove(nullLogger);
    assert.equal(folder.read().kind, 'missing');
    assert.deepEqual(folder.leases(), []);
    assert.equal(folder.announced(), undefined);
    assert.equal(folder.changedAt(), 0);
    folder.release(lease, nullLogger);
    folder.remove(nullLogger);
  });
});
