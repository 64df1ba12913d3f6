import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants, killRemaining } from '../../../../src/opencode/process/processTree.ts';
import { ServerProcess } from '../../../../src/opencode/server/serverProcess.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { until } from '../../../support/until.ts';

/** May take SIGKILL as a process does that waits for a disk. */
class Resistible extends ServerProcess {
  resists = false;

  override kill(): void {
    if (!this.resists) super.kill();
  }
}

const forever = 'setInterval(() => undefined, 60_000)';

describe('a server that the system refuses at once', () => {
  it('is none, with the reason', () => {
    const launch = { binary: 'opencode\0', directory: '/', port: 1, env: {}, secrets: [] };
    const start = () =>
      new ServerProcess({ ...launch, clock: new FakeClock(), onOutput: () => undefined });
    assert.throws(start, { code: 'binary-not-opencode', message: /cannot be started \(.+null/ });
  });
});

describe('the end of a server with tools that run', () => {
  let directory: string;
  let clock: FakeClock;
  let server: Resistible;
  let lines: string[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'server-process-'));
    clock = new FakeClock();
    lines = [];
  });
  afterEach(async () => {
    server.resists = false;
    server.kill();
    await server.exited;
    for (const tool of tools()) if (isAlive(tool)) process.kill(tool, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  /** A server whose tools run in process groups of their own, as OpenCode's do. */
  async function start(body = ''): Promise<void> {
    const binary = join(directory, 'opencode');
    const source = `#!${process.execPath}
      const { spawn } = require('node:child_process');
      const tool = spawn(process.execPath, ['-e', ${JSON.stringify(forever)}], { detached: true });
      console.log('tool ' + tool.pid);
      ${body}
      console.log('opencode server listening on http://127.0.0.1:1');
      ${forever};`;
    writeFileSync(binary, source);
    chmodSync(binary, 0o755);
    const onOutput = (line: string) => lines.push(line);
    const launch = { binary, directory, port: 1, env: process.env, secrets: [] };
    server = new Resistible({ ...launch, clock, onOutput });
    await server.ready(new AbortController().signal);
  }

  const tools = () =>
    lines.filter((line) => line.startsWith('tool ')).map((line) => Number(line.slice(5)));

  /** As a dispose route that is not done in time. */
  async function stopInVain(): Promise<void> {
    const stopped = server.stop(() => new Promise(() => undefined));
    clock.advance(2_500);
    await stopped;
  }

  it('ends the tools of a server that goes before it has ended them', async () => {
    await start();
    assert.equal(tools().length, 1);
    await stopInVain();
    await until(() => !tools().some(isAlive), { what: 'the end of the tool', timeoutMs: 3_000 });
  });

  it('ends the tools of a server that does not go', async () => {
    await start(`process.on('SIGTERM', () => console.log('no'));`);
    const stopped = server.stop(async () => undefined);
    await until(() => lines.includes('no'), { what: 'its refusal' });
    clock.advance(2_000);
    assert.equal(await stopped, true);
    await until(() => !tools().some(isAlive), { what: 'the end of the tool', timeoutMs: 3_000 });
  });

  it('is not waited for when it does not come in spite of everything', async () => {
    await start(`process.on('SIGTERM', () => undefined);`);
    server.resists = true;
    const stopped = server.stop(() => new Promise(() => undefined));
    await clock.elapse(2_500 + 2_000 + 2_000);
    assert.equal(await stopped, false);
    assert.equal(clock.waiting, 0);
  });

  it('is not waited for at a start that is given up', async () => {
    await start();
    server.resists = true;
    const failure = new Error('It does not answer.');
    const reason = server.reasonFor(failure);
    await clock.elapse(2_000);
    assert.equal(await reason, failure);
    const cancelled = server.ready(AbortSignal.abort());
    const rejected = assert.rejects(cancelled, { code: 'cancelled' });
    await clock.elapse(2_000);
    await rejected;
  });
});

describe('ending what remains of processes', () => {
  it('leaves alone whoever has got their number', async () => {
    const child = spawn(process.execPath, ['-e', forever]);
    const { pid = 0 } = child;
    const ended = once(child, 'exit');
    try {
      const found = descendants(process.pid).filter((each) => each.pid === pid);
      killRemaining([{ pid, startedAt: 'some other time' }]);
      assert.equal(isAlive(pid), true);
      killRemaining(found);
      await until(() => child.signalCode === 'SIGKILL', { what: 'its end', timeoutMs: 3_000 });
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
