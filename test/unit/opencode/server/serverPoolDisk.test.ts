import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootId } from '../../../../src/model/ids.ts';
import { LogLines } from '../../../support/logLines.ts';
import { markedProcesses } from '../../../support/markedProcesses.ts';
import { ProgramPool } from '../../../support/programPool.ts';
import { until } from '../../../support/until.ts';

const healthy = `(url) => [200, 'application/json', url === '/global/health'
  ? '{"healthy":true,"version":"1.99.0"}' : url === '/config' ? '{}' : '[]']`;
const mark = 'SERVER_POOL_DISK_TEST';

describe('a server pool whose disk fails when something is to be removed', () => {
  let world: ProgramPool;
  let log: LogLines;
  let temp: string;

  beforeEach(() => {
    world = new ProgramPool();
    log = new LogLines();
    temp = join(world.directory, 'temp');
    mkdirSync(temp);
    const baseEnv = { ...process.env, [mark]: world.directory };
    world.open(world.server(healthy), { baseEnv, log, tempDirectory: temp });
  });
  afterEach(async () => {
    await world.end();
    assert.deepEqual(processes(), []);
  });

  const servers = () => join(world.directory, 'storage', 'servers');
  const processes = () => markedProcesses(mark, world.directory);
  const warnings = () => log.lines.filter((line) => line.startsWith('warn')).join('\n');

  /** From here on every look into the folder of servers fails, and every removal. */
  function breakDisk(): void {
    rmSync(servers(), { recursive: true });
    writeFileSync(servers(), 'a file');
  }

  it('knows that a server has crashed, and starts it again', async () => {
    await world.pool.backend(world.root);
    breakDisk();
    process.kill(processes()[0]?.pid ?? 0, 'SIGKILL');
    await until(() => world.kinds().includes('crashed'), { what: 'the crash' });
    await world.pool.backend(world.root);
    assert.equal(world.kinds().at(-1), 'ready');
    assert.match(warnings(), /ENOTDIR/);
  });

  it('restarts a server', async () => {
    await world.pool.backend(world.root);
    breakDisk();
    await world.pool.end(world.root, 'restarting');
    assert.deepEqual(processes(), []);
    await world.pool.backend(world.root);
    assert.equal(world.kinds().at(-1), 'ready');
  });

  it('ends all servers when it is disposed of', async () => {
    await world.pool.backend(world.root);
    const other = rootId(join(world.directory, 'other'));
    mkdirSync(other);
    await world.pool.backend(other);
    breakDisk();
    world.pool.dispose();
    await until(() => processes().length === 0, { what: 'the end of both', timeoutMs: 3_000 });
  });

  it('keeps a server that has started when the claim cannot be given back', async () => {
    world.pool.onDidChange(({ state }) => {
      if (state.kind === 'starting' && state.phase === 'spawning') keepClaim();
    });
    await world.pool.backend(world.root);
    assert.equal(world.kinds().at(-1), 'ready');
    assert.match(warnings(), /EISDIR/);
    await world.pool.end(world.root, 'restarting');
    await world.pool.backend(world.root);
    assert.equal(world.kinds().at(-1), 'ready');
  });

  /** The file in the claim becomes a folder, which is not removed as a file is. */
  function keepClaim(): void {
    const name = readdirSync(servers()).find((each) => each.startsWith('claim-'));
    const claim = join(servers(), name ?? '');
    for (const owner of readdirSync(claim)) {
      rmSync(join(claim, owner), { recursive: true });
      mkdirSync(join(claim, owner));
    }
  }
});
