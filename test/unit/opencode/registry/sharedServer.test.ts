import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeferred } from '../../../../src/base/deferred.ts';
import { HttpClient } from '../../../../src/opencode/http/httpClient.ts';
import { rootId } from '../../../../src/model/ids.ts';
import { thisProcess } from '../../../../src/opencode/process/processTable.ts';
import { RunFolder } from '../../../../src/opencode/registry/runFolder.ts';
import { SharedServer, type ServerHandle } from '../../../../src/opencode/registry/sharedServer.ts';
import { Decoys } from '../../../support/decoys.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { LogLines } from '../../../support/logLines.ts';

const id = '01234567-89ab-cdef-0123-456789abcdef';

class Handle implements ServerHandle {
  readonly exited = createDeferred<string>().promise;
  readonly outputTail = '';
  readonly calls: string[] = [];

  isStubborn = false;

  async stop(): Promise<boolean> {
    this.calls.push('stop');
    return !this.isStubborn;
  }

  kill(): void {
    this.calls.push('kill');
  }

  letGo(): void {
    this.calls.push('letGo');
  }
}

describe('a server that windows share', () => {
  let directory: string;
  let folder: RunFolder;
  let lease: string;
  let handle: Handle;
  let log: LogLines;
  let server: SharedServer;
  const decoys = new Decoys();

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'shared-server-'));
    mkdirSync(join(directory, 'servers'));
    folder = RunFolder.create(join(directory, 'servers', id));
    lease = folder.lease(await thisProcess());
    handle = new Handle();
    log = new LogLines();
    server = opened();
  });
  afterEach(async () => {
    await decoys.end();
    rmSync(directory, { recursive: true });
  });

  function opened(): SharedServer {
    const origin = 'http://127.0.0.1:1';
    const place = { version: '1.18.33', origin, startedBy: 'thisWindow' } as const;
    const http = new HttpClient({ origin, directory: rootId(directory) });
    const rest = { process: undefined, defaults: undefined, clock: new FakeClock(), log };
    return new SharedServer({ ...place, ...rest, handle, folder, lease, http });
  }

  const ends = [
    ['is stopped', () => server.stop(), 'stop'],
    ['is ended by a person', () => server.end('stopped'), 'stop'],
    ['is killed', async () => server.kill(), 'kill'],
  ] as const;

  for (const [what, end, call] of ends) {
    it(`leaves nothing when it ${what}`, async () => {
      await end();
      assert.deepEqual(handle.calls, [call, 'letGo']);
      assert.equal(existsSync(folder.path), false);
      assert.deepEqual(log.lines, []);
    });

    it(`ends when it ${what} and the disk keeps the lease`, async () => {
      rmSync(join(folder.path, lease));
      mkdirSync(join(folder.path, lease));
      await end();
      assert.deepEqual(handle.calls, [call, 'letGo']);
      assert.match(log.lines.join('\n'), /^warn .*EISDIR/);
    });

    it(`ends when it ${what} and the disk keeps its folder`, async () => {
      rmSync(join(directory, 'servers'), { recursive: true });
      writeFileSync(join(directory, 'servers'), 'a file');
      await end();
      assert.deepEqual(handle.calls, [call, 'letGo']);
      assert.match(log.lines.at(-1) ?? '', /^warn .*ENOTDIR/);
    });
  }

  for (const [what, end, calls] of [
    ['is stopped', () => server.stop(), ['letGo']],
    ['is killed', async () => server.kill(), ['letGo']],
    ['is ended by a person', () => server.end('stopped'), ['stop', 'letGo']],
  ] as const)
    it(`keeps its folder when it ${what} and another window uses it`, async () => {
      folder.lease(await decoys.start());
      await end();
      assert.deepEqual(handle.calls, calls);
      assert.equal(existsSync(folder.path), true);
      assert.equal(folder.leases().length, 1);
    });

  for (const [what, end] of ends.slice(0, 2))
    it(`keeps its folder when it ${what} and does not go, so that it is found again`, async () => {
      handle.isStubborn = true;
      await end();
      assert.deepEqual(handle.calls, ['stop', 'letGo']);
      assert.deepEqual([existsSync(folder.path), folder.leases().length], [true, 0]);
      assert.match(log.lines.join('\n'), /^warn .*has not gone in spite of everything/);
    });

  it('is let go of when it cannot be killed', () => {
    handle.kill = () => {
      throw new Error('EAGAIN');
    };
    server.kill();
    assert.deepEqual(handle.calls, ['letGo']);
    assert.equal(existsSync(folder.path), false);
    assert.match(log.lines.join('\n'), /^warn .*EAGAIN/);
  });
});
