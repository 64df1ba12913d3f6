import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type ErrorCode } from '../../../src/base/errors.ts';
import { nullLogger } from '../../../src/base/log.ts';
import { rootId, sessionId, type RootId } from '../../../src/model/ids.ts';
import type { ServerState } from '../../../src/model/server.ts';
import { LocalServerPool, type ServerPoolOptions } from '../../../src/opencode/serverPool.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { until } from '../../support/until.ts';

/** Programs that say they are OpenCode, and what becomes of them. */
describe('the server pool and programs that are not as they should be', () => {
  let directory: string;
  let root: RootId;
  let pool: LocalServerPool;
  let clock: FakeClock;
  let states: ServerState[];
  let lines: string[];

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'server-pool-')));
    root = rootId(directory);
    clock = new FakeClock();
    states = [];
    lines = [];
  });
  afterEach(async () => {
    await pool.stopAll();
    pool.dispose();
    assert.equal(clock.waiting, 0, 'no timer is left');
    rmSync(directory, { recursive: true, force: true });
  });

  function open(binaryPath: string, change: Partial<ServerPoolOptions> = {}): void {
    pool = new LocalServerPool({
      settings: () => ({ binaryPath, permissionMode: 'ask' }),
      canStart: () => undefined,
      baseEnv: process.env,
      storageDirectory: join(directory, 'storage'),
      clock,
      log: nullLogger,
      onOutput: (_root, line) => lines.push(line),
      ...change,
    });
    pool.onDidChange(({ state }) => states.push(state));
  }

  /** A program of its own for each test. Arguments: serve --hostname 127.0.0.1 --port PORT */
  function program(body: string, interpreter = '/bin/sh'): string {
    const path = join(directory, 'opencode');
    writeFileSync(path, `#!${interpreter}\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** A server that answers every route as the expression `reply(url)` says; status 0 hangs up. */
  function server(reply: string): string {
    return program(
      `const http = require('node:http');
       const reply = ${reply};
       const port = Number(process.argv.at(-1));
       http.createServer((request, response) => {
         console.log('asked for ' + request.url);
         const [status, type, body] = reply(request.url);
         if (status === 0) return request.destroy();
         response.writeHead(status, { 'content-type': type }).end(body);
       }).listen(port, '127.0.0.1', () => {
         console.log('opencode server listening on http://127.0.0.1:' + port);
       });`,
      process.execPath,
    );
  }

  async function fails(code: ErrorCode): Promise<AppError> {
    const error: unknown = await pool.backend(root).then(
      () => assert.fail('It should not have started.'),
      (reason: unknown) => reason,
    );
    assert.ok(AppError.is(error), String(error));
    assert.equal(error.code, code, error.message);
    return error;
  }

  const kinds = () => states.map((state) => (state.kind === 'starting' ? state.phase : state.kind));

  it('refuses when there is no program', async () => {
    open(join(directory, 'nothing'));
    await fails('binary-not-found');
    assert.deepEqual(kinds(), ['locating', 'refused']);
  });

  it('starts nothing that may not be started', async () => {
    const refusal = new AppError('workspace-untrusted', 'Not trusted.');
    open(program('echo started'), { canStart: () => refusal });
    await fails('workspace-untrusted');
    assert.deepEqual(kinds(), ['refused']);
    assert.deepEqual(lines, []);
  });

  it('tells a program that is something else', async () => {
    open(program('echo "unknown command: $1"; exit 2'));
    const error = await fails('binary-not-opencode');
    assert.match(error.detail ?? '', /unknown command: serve/);
    assert.equal(kinds().at(-1), 'refused');
    assert.deepEqual(lines, ['unknown command: serve']);
  });

  it('tells a folder that is gone, and does not blame the program', async () => {
    open(program('echo "opencode started"'));
    root = rootId(join(directory, 'gone'));
    assert.match((await fails('folder-missing')).message, /gone does not exist/);
    assert.equal(kinds().at(-1), 'refused');
    assert.deepEqual(lines, []);
  });

  for (const permissionMode of ['ask', 'config'] as const)
    it(`tells a broken configuration in mode ${permissionMode}`, async () => {
      const binaryPath = server(`(url) => url === '/global/health'
        ? [200, 'application/json', '{"healthy":true,"version":"1.99.0"}']
        : [400, 'application/json', '{"name":"ConfigJsonError","data":{"path":"/p/opencode.json"}}']`);
      open(binaryPath, { settings: () => ({ binaryPath, permissionMode }) });
      const backend = await pool.backend(root);
      await assert.rejects(backend.listSessions(), (error) =>
        AppError.is(error, 'bad-configuration'),
      );
      const last = states.at(-1);
      assert.ok(last?.kind === 'refused');
      assert.match(last.error.message, /\/p\/opencode\.json/);
    });

  it('tells a file that is no program', async () => {
    open(program('', '/does/not/exist'));
    await fails('binary-not-opencode');
  });

  it('tells an OpenCode that ends while it starts, with its last words', async () => {
    open(program('echo "opencode: database is locked" >&2; exit 1'));
    const error = await fails('server-exited');
    assert.match(error.detail ?? '', /database is locked/);
    const last = states.at(-1);
    assert.ok(last?.kind === 'crashed');
    assert.match(last.stderrTail, /database is locked/);
  });

  it('keeps the last 200 lines only', async () => {
    open(program('i=0; while [ $i -lt 300 ]; do echo "opencode $i"; i=$((i+1)); done; exit 1'));
    const tail = (await fails('server-exited')).detail?.split('\n') ?? [];
    assert.equal(tail.length, 200);
    assert.equal(tail.at(-1), 'opencode 299');
    assert.equal(lines.length, 300);
  });

  it('gives up a program that never listens, and ends it', async () => {
    open(program('echo waiting; exec sleep 600'));
    const failed = fails('server-start-timeout');
    await until(() => lines.includes('waiting'), { what: 'the program' });
    clock.advance(30_000);
    assert.match((await failed).detail ?? '', /waiting/);
    assert.equal(kinds().at(-1), 'crashed');
  });

  it('tries another port when somebody takes the first', async () => {
    const thief = `const net = require('node:net');
      const { existsSync, writeFileSync } = require('node:fs');
      const { spawn } = require('node:child_process');
      const mark = ${JSON.stringify(join(directory, 'taken'))};
      const port = Number(process.argv.at(-1));
      console.log('opencode port ' + port);
      if (existsSync(mark)) process.exit(1);
      const hold = "require('node:net').createServer().listen(" + port + ", '127.0.0.1', () => { require('node:fs').writeFileSync(" + JSON.stringify(mark) + ", String(process.pid)); setTimeout(() => process.exit(), 3000); })";
      spawn(process.execPath, ['-e', hold], { detached: true, stdio: 'ignore' }).unref();
      const wait = setInterval(() => { if (existsSync(mark)) { clearInterval(wait); process.exit(1); } }, 10);`;
    open(program(thief, process.execPath));
    await fails('server-exited');
    const ports = lines.filter((line) => line.startsWith('opencode port'));
    assert.equal(ports.length, 2);
    assert.notEqual(ports[0], ports[1]);
  });

  it('refuses an OpenCode that is too old', async () => {
    open(server(`() => [200, 'application/json', '{"healthy":true,"version":"0.9.1"}']`));
    assert.match((await fails('server-too-old')).message, /0\.9\.1/);
    assert.deepEqual(kinds(), ['locating', 'spawning', 'listening', 'connecting', 'refused']);
  });

  it('refuses the next generation, by its version', async () => {
    open(server(`() => [200, 'application/json', '{"healthy":true,"version":"2.0.4"}']`));
    await fails('server-too-new');
  });

  it('refuses the next generation, by its routes', async () => {
    open(
      server(
        `(url) => url === '/api/health' ? [200, 'application/json', '{"pid":1}'] : [200, 'text/html', '<html>']`,
      ),
    );
    await fails('server-too-new');
  });

  it('refuses a server that does not tell its version', async () => {
    open(server(`() => [404, 'application/json', '{}']`));
    await fails('server-too-old');
  });

  it('tells a server that refuses the password', async () => {
    open(server(`() => [401, 'text/plain', '']`));
    await fails('server-unauthorized');
    assert.equal(kinds().at(-1), 'crashed');
  });

  it('sends nothing to a server that would act unasked, and ends it', async () => {
    open(
      server(`(url) => [200, 'application/json',
        url === '/global/health' ? '{"healthy":true,"version":"1.99.0"}'
        : url === '/config' ? '{}'
        : url === '/agent' ? '[{"name":"build","permission":[]}]' : '[]']`),
    );
    const backend = await pool.backend(root);
    await assert.rejects(backend.listSessions(), (error) => AppError.is(error, 'acts-unasked'));
    const last = states.at(-1);
    assert.ok(last?.kind === 'refused');
    assert.match(last.error.message, /without asking/);
  });

  it('goes on when a server does not tell its configuration at once', async () => {
    open(
      server(`(() => { let asked = 0; return (url) =>
        url === '/config' && asked++ === 0 ? [0] : [200, 'application/json',
          url === '/global/health' ? '{"healthy":true,"version":"1.99.0"}'
          : url === '/config' ? '{}' : '[]']; })()`),
    );
    const backend = await pool.backend(root);
    await assert.rejects(backend.listSessions(), (error) =>
      AppError.is(error, 'server-unreachable'),
    );
    assert.equal(pool.state(root).kind, 'ready');
    assert.deepEqual(await backend.listSessions(), []);
  });

  describe('when told to end', () => {
    const answering = `(url) => url === '/global/health'
      ? [200, 'application/json', '{"healthy":true,"version":"1.99.0"}']
      : [200, 'application/json', url === '/config' ? '{}' : '[]']`;

    it('is stopped for all before its process is', async () => {
      open(server(answering));
      const backend = await pool.backend(root);
      await backend.listSessions();
      const stopping = pool.stop(root);
      assert.equal(pool.state(root).kind, 'stopped');
      const id = backend.newMessageId();
      await assert.rejects(backend.prompt(sessionId('ses_1'), { id, text: 'Go on.' }), (error) =>
        AppError.is(error, 'cancelled'),
      );
      await stopping;
      assert.equal(lines.includes('asked for /session/ses_1/prompt_async'), false);
      assert.deepEqual(kinds().slice(-2), ['ready', 'stopped']);
    });

    it('keeps a start that is asked for between two stops apart', async () => {
      open(server(answering));
      await pool.backend(root);
      const first = pool.stop(root);
      const cut = pool.backend(root);
      const second = pool.stop(root);
      await assert.rejects(cut, (error) => AppError.is(error, 'cancelled'));
      const third = pool.backend(root);
      await Promise.all([first, second]);
      await third;
      assert.equal(pool.state(root).kind, 'ready');
      assert.equal(kinds().filter((kind) => kind === 'spawning').length, 2);
    });

    it('starts nothing once it is disposed of', async () => {
      open(program('echo started'));
      const spawned = await spawnsDuring(async () => {
        pool.dispose();
        await fails('cancelled');
      });
      assert.equal(spawned, 0);
    });

    it('starts nothing when it is disposed of on the way', async () => {
      open(program('echo started'));
      pool.onDidChange(({ state }) => {
        if (state.kind === 'starting' && state.phase === 'spawning') pool.dispose();
      });
      assert.equal(await spawnsDuring(() => fails('cancelled')), 0);
    });
  });

  it('starts anew after a failure', async () => {
    open(program('exit 1'));
    await fails('binary-not-opencode');
    await fails('binary-not-opencode');
    assert.equal(kinds().filter((kind) => kind === 'spawning').length, 2);
  });

  it('leaves no file behind', async () => {
    open(program('exit 1'));
    await fails('binary-not-opencode');
    assert.deepEqual(readdirSync(join(directory, 'storage')), []);
  });
});

/** How many processes this one begins meanwhile. */
async function spawnsDuring(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const listen = () => (count += 1);
  subscribe('child_process', listen);
  await work().finally(() => unsubscribe('child_process', listen));
  return count;
}
