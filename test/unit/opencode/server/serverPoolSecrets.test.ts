import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../../../src/base/log.ts';
import { ProgramPool } from '../../../support/programPool.ts';

describe('a server that tells its password', () => {
  let world: ProgramPool;
  let said: string[];

  beforeEach(() => {
    world = new ProgramPool();
    said = [];
  });
  afterEach(async () => world.end());

  const log = loggerTo((message) => said.push(message));
  /** The program's own note of what it was given. */
  const secrets = () => {
    const password = readFileSync(join(world.directory, 'password'), 'utf8');
    return [password, Buffer.from(`vscode:${password}`).toString('base64').replace(/=+$/, '')];
  };

  function silent(texts: readonly (string | undefined)[]): void {
    for (const text of texts)
      for (const secret of secrets()) assert.ok(!(text ?? '').includes(secret), text);
  }

  it('hides it in what it prints', async () => {
    world.open(
      world.program(
        `printf %s "$OPENCODE_SERVER_PASSWORD" > password
         echo "opencode says $OPENCODE_SERVER_PASSWORD and goes"
         printf %s "vscode:$OPENCODE_SERVER_PASSWORD" | base64 | tr -d '\\n'
         printf '%3990s%s\\n' opencode "$OPENCODE_SERVER_PASSWORD"
         exit 1`,
      ),
      { log },
    );
    const error = await world.fails('server-exited');
    const last = world.states.at(-1);
    assert.ok(last?.kind === 'crashed');
    silent([...world.lines, ...said, error.message, error.detail, last.stderrTail]);
    assert.ok(world.lines.includes('opencode says [redacted] and goes'));
    assert.ok(!world.lines.some((line) => line.includes(secrets()[0]?.slice(0, 8) ?? 'none')));
  });

  it('hides it in what it answers', async () => {
    world.open(
      world.server(`() => {
        const password = process.env.OPENCODE_SERVER_PASSWORD;
        require('node:fs').writeFileSync('password', password);
        return [500, 'application/json', JSON.stringify({ message: 'No ' + password + ' here.' })];
      }`),
      { log },
    );
    const error = await world.fails('http-status');
    silent([error.message, error.detail, ...said]);
    assert.equal(error.message, 'No [redacted] here.');
    assert.match(said.at(-1) ?? '', /crashed: No \[redacted\] here\./);
  });
});

function loggerTo(write: (message: string) => void): Logger {
  return { trace: write, debug: write, info: write, warn: write, error: write };
}
