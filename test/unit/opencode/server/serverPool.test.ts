import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../../src/base/errors.ts';
import { rootId } from '../../../../src/model/ids.ts';
import { ProgramPool } from '../../../support/programPool.ts';
import { until } from '../../../support/until.ts';

/** Programs that say they are OpenCode, and what becomes of them. */
describe('the server pool and programs that are not as they should be', () => {
  let world: ProgramPool;

  beforeEach(() => {
    world = new ProgramPool();
  });
  afterEach(async () => world.end());

  it('refuses when there is no program', async () => {
    world.open(join(world.directory, 'nothing'));
    await world.fails('binary-not-found');
    assert.deepEqual(world.kinds(), ['locating', 'refused']);
  });

  it('starts nothing that may not be started', async () => {
    const refusal = new AppError('workspace-untrusted', 'Not trusted.');
    world.open(world.program('echo started'), { canStart: () => refusal });
    await world.fails('workspace-untrusted');
    assert.deepEqual(world.kinds(), ['refused']);
    assert.deepEqual(world.lines, []);
  });

  it('tells a program that is something else', async () => {
    world.open(world.program('echo "unknown command: $1"; exit 2'));
    const error = await world.fails('binary-not-opencode');
    assert.match(error.detail ?? '', /unknown command: serve/);
    assert.equal(world.kinds().at(-1), 'refused');
    assert.deepEqual(world.lines, ['unknown command: serve']);
  });

  it('tells a folder that is gone, and does not blame the program', async () => {
    world.open(world.program('echo "opencode started"'));
    const root = rootId(join(world.directory, 'gone'));
    assert.match((await world.fails('folder-missing', root)).message, /gone does not exist/);
    assert.equal(world.kinds().at(-1), 'refused');
    assert.deepEqual(world.lines, []);
  });

  for (const permissionMode of ['ask', 'config'] as const)
    it(`tells a broken configuration in mode ${permissionMode}`, async () => {
      const binaryPath = world.server(`(url) => url === '/global/health'
        ? [200, 'application/json', '{"healthy":true,"version":"1.99.0"}']
        : [400, 'application/json', '{"name":"ConfigJsonError","data":{"path":"/p/opencode.json"}}']`);
      world.open(binaryPath, { settings: () => ({ binaryPath, permissionMode }) });
      const backend = await world.pool.backend(world.root);
      await assert.rejects(backend.listSessions(), (error) =>
        AppError.is(error, 'bad-configuration'),
      );
      const last = world.states.at(-1);
      assert.ok(last?.kind === 'refused');
      assert.match(last.error.message, /\/p\/opencode\.json/);
    });

  it('tells a file that is no program', async () => {
    world.open(world.program('', '/does/not/exist'));
    await world.fails('binary-not-opencode');
  });

  it('tells an OpenCode that ends while it starts, with its last words', async () => {
    world.open(world.program('echo "opencode: database is locked" >&2; exit 1'));
    const error = await world.fails('server-exited');
    assert.match(error.detail ?? '', /database is locked/);
    const last = world.states.at(-1);
    assert.ok(last?.kind === 'crashed');
    assert.match(last.stderrTail, /database is locked/);
  });

  it('keeps the last 200 lines only', async () => {
    world.open(
      world.program('i=0; while [ $i -lt 300 ]; do echo "opencode $i"; i=$((i+1)); done; exit 1'),
    );
    const tail = (await world.fails('server-exited')).detail?.split('\n') ?? [];
    assert.equal(tail.length, 200);
    assert.equal(tail.at(-1), 'opencode 299');
    assert.equal(world.lines.length, 300);
  });

  it('gives up a program that never listens, and ends it', async () => {
    world.open(world.program('echo waiting; exec sleep 600'));
    const failed = world.fails('server-start-timeout');
    await until(() => world.lines.includes('waiting'), { what: 'the program' });
    world.clock.advance(30_000);
    assert.match((await failed).detail ?? '', /waiting/);
    assert.equal(world.kinds().at(-1), 'crashed');
  });

  it('tries another port when somebody takes the first', async () => {
    const thief = `const net = require('node:net');
      const { existsSync, writeFileSync } = require('node:fs');
      const { spawn } = require('node:child_process');
      const mark = ${JSON.stringify(join(world.directory, 'taken'))};
      const port = Number(process.argv.at(-1));
      console.log('opencode port ' + port);
      if (existsSync(mark)) process.exit(1);
      const hold = "require('node:net').createServer().listen(" + port + ", '127.0.0.1', () => { require('node:fs').writeFileSync(" + JSON.stringify(mark) + ", String(process.pid)); setTimeout(() => process.exit(), 3000); })";
      spawn(process.execPath, ['-e', hold], { detached: true, stdio: 'ignore' }).unref();
      const wait = setInterval(() => { if (existsSync(mark)) { clearInterval(wait); process.exit(1); } }, 10);`;
    world.open(world.program(thief, process.execPath));
    await world.fails('server-exited');
    const ports = world.lines.filter((line) => line.startsWith('opencode port'));
    assert.equal(ports.length, 2);
    assert.notEqual(ports[0], ports[1]);
  });

  it('refuses an OpenCode that is too old', async () => {
    world.open(
      world.server(`() => [200, 'application/json', '{"healthy":true,"version":"0.9.1"}']`),
    );
    assert.match((await world.fails('server-too-old')).message, /0\.9\.1/);
    assert.deepEqual(world.kinds(), ['locating', 'spawning', 'listening', 'connecting', 'refused']);
  });

  it('refuses the next generation, by its version', async () => {
    world.open(
      world.server(`() => [200, 'application/json', '{"healthy":true,"version":"2.0.4"}']`),
    );
    await world.fails('server-too-new');
  });

  it('refuses the next generation, by its routes', async () => {
    world.open(
      world.server(
        `(url) => url === '/api/health' ? [200, 'application/json', '{"pid":1}'] : [200, 'text/html', '<html>']`,
      ),
    );
    await world.fails('server-too-new');
  });

  it('refuses a server that does not tell its version', async () => {
    world.open(world.server(`() => [404, 'application/json', '{}']`));
    await world.fails('server-too-old');
  });

  it('tells a server that refuses the password', async () => {
    world.open(world.server(`() => [401, 'text/plain', '']`));
    await world.fails('server-unauthorized');
    assert.equal(world.kinds().at(-1), 'crashed');
  });

  it('sends nothing to a server that would act unasked, and ends it', async () => {
    world.open(
      world.server(`(url) => [200, 'application/json',
        url === '/global/health' ? '{"healthy":true,"version":"1.99.0"}'
        : url === '/config' ? '{}'
        : url === '/agent' ? '[{"name":"build","permission":[]}]' : '[]']`),
    );
    const backend = await world.pool.backend(world.root);
    await assert.rejects(backend.listSessions(), (error) => AppError.is(error, 'acts-unasked'));
    const last = world.states.at(-1);
    assert.ok(last?.kind === 'refused');
    assert.match(last.error.message, /without asking/);
  });

  it('goes on when a server does not tell its configuration at once', async () => {
    world.open(
      world.server(`(() => { let asked = 0; return (url) =>
        url === '/config' && asked++ === 0 ? [0] : [200, 'application/json',
          url === '/global/health' ? '{"healthy":true,"version":"1.99.0"}'
          : url === '/config' ? '{}' : '[]']; })()`),
    );
    const backend = await world.pool.backend(world.root);
    await assert.rejects(backend.listSessions(), (error) =>
      AppError.is(error, 'server-unreachable'),
    );
    assert.equal(world.pool.state(world.root).kind, 'ready');
    assert.deepEqual(await backend.listSessions(), []);
  });

  it('says that a server runs, whether or not its events arrive', async () => {
    world.open(
      world.server(`(url) => url === '/global/event' ? [0] : [200, 'application/json',
        url === '/global/health' ? '{"healthy":true,"version":"1.99.0"}'
        : url === '/config' ? '{}' : '[]']`),
    );
    const backend = await world.pool.backend(world.root);
    const losses: AppError[] = [];
    const watch = backend.watch({
      onConnected: () => undefined,
      onEvent: () => undefined,
      onLost: (error) => losses.push(error),
    });
    await until(() => losses.length > 0, { what: 'the loss' });
    assert.equal(world.pool.state(world.root).kind, 'ready');
    watch.dispose();
  });

  it('starts anew after a failure', async () => {
    world.open(world.program('exit 1'));
    await world.fails('binary-not-opencode');
    await world.fails('binary-not-opencode');
    assert.equal(world.kinds().filter((kind) => kind === 'spawning').length, 2);
  });

  it('leaves no file behind but what it learnt of the program', async () => {
    world.open(world.program('exit 1'));
    await world.fails('binary-not-opencode');
    const files = readdirSync(join(world.directory, 'storage'), {
      recursive: true,
      encoding: 'utf8',
    });
    assert.deepEqual(files.toSorted(), ['opencode-versions.json', 'servers']);
  });
});
