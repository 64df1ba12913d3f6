import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type ErrorCode } from '../../src/base/errors.ts';
import { nullLogger } from '../../src/base/log.ts';
import { rootId, type RootId } from '../../src/model/ids.ts';
import type { ServerState } from '../../src/model/server.ts';
import { LocalServerPool, type ServerPoolOptions } from '../../src/opencode/server/serverPool.ts';
import { testedVersion } from '../../src/opencode/binary/versionRange.ts';
import { FakeClock } from './fakeClock.ts';

/** A server pool over programs that say they are OpenCode. */
export class ProgramPool {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'server-pool-')));
  readonly root: RootId = rootId(this.directory);
  readonly clock = new FakeClock();
  readonly states: ServerState[] = [];
  /** What the programs wrote. */
  readonly lines: string[] = [];
  #pool: LocalServerPool | undefined;

  get pool(): LocalServerPool {
    assert.ok(this.#pool, 'A program comes first.');
    return this.#pool;
  }

  open(binaryPath: string, change: Partial<ServerPoolOptions> = {}): void {
    this.#pool = new LocalServerPool({
      settings: () => ({ binaryPath, permissionMode: 'ask' }),
      canStart: () => undefined,
      baseEnv: process.env,
      storageDirectory: join(this.directory, 'storage'),
      clock: this.clock,
      log: nullLogger,
      onOutput: (_root, line) => this.lines.push(line),
      ...change,
    });
    this.#pool.onDidChange(({ state }) => this.states.push(state));
  }

  /** Tells its version when asked. Arguments: serve --hostname 127.0.0.1 --port PORT */
  program(body: string, interpreter = '/bin/sh'): string {
    const path = join(this.directory, 'opencode');
    writeFileSync(path, `#!${interpreter}\n${versionAnswer(interpreter)}\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** A server that answers every route as the expression `reply(url)` says; status 0 hangs up, nothing keeps silent. */
  server(reply: string): string {
    return this.program(
      `const http = require('node:http');
       const reply = ${reply};
       const port = Number(process.argv.at(-1));
       http.createServer((request, response) => {
         console.log('asked for ' + request.url);
         const answer = reply(request.url);
         if (!answer) return;
         const [status, type, body] = answer;
         if (status === 0) return request.destroy();
         response.writeHead(status, { 'content-type': type }).end(body);
       }).listen(port, '127.0.0.1', () => {
         console.log('pid ' + process.pid);
         console.log('opencode server listening on http://127.0.0.1:' + port);
       });`,
      process.execPath,
    );
  }

  async fails(code: ErrorCode, root = this.root): Promise<AppError> {
    const error: unknown = await this.pool.backend(root).then(
      () => assert.fail('It should not have started.'),
      (reason: unknown) => reason,
    );
    assert.ok(AppError.is(error), String(error));
    assert.equal(error.code, code, error.message);
    return error;
  }

  /** The states so far, a start by its phases. */
  kinds(): readonly string[] {
    return this.states.map((state) => (state.kind === 'starting' ? state.phase : state.kind));
  }

  async end(): Promise<void> {
    await this.pool.stopAll();
    this.pool.dispose();
    assert.equal(this.clock.waiting, 0, 'no timer is left');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function versionAnswer(interpreter: string): string {
  return interpreter === '/bin/sh'
    ? `[ "$1" = --version ] && echo ${testedVersion} && exit`
    : `if (process.argv[2] === '--version') { console.log('${testedVersion}'); process.exit(); }`;
}
