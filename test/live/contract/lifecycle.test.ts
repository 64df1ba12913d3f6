import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../src/base/errors.ts';
import type { RootId } from '../../../src/model/ids.ts';
import type { ServerState } from '../../../src/model/server.ts';
import { descendants } from '../../../src/opencode/process/processTree.ts';
import { Conversation } from '../../support/conversation.ts';
import { LiveServer } from '../../support/liveServer.ts';
import { Waiter } from '../../support/waiter.ts';

describe('the life of a real server', function () {
  this.timeout(60_000);
  let live: LiveServer;
  let states: ServerState[];
  const changed = new Waiter();

  beforeEach(async () => {
    live = await LiveServer.start();
    states = [];
    live.pool.onDidChange(({ state }) => {
      states.push(state);
      changed.notify();
    });
  });
  afterEach(async () => live.end());

  const kinds = () => states.map((state) => (state.kind === 'starting' ? state.phase : state.kind));

  async function state(kind: ServerState['kind']): Promise<void> {
    await changed.until(
      () => states.at(-1)?.kind === kind,
      () => `${kind}; seen: ${kinds().join(' ')}`,
    );
  }

  it('is started once for all who ask, and tells of its phases', async () => {
    const [first, second] = await Promise.all([live.backend(), live.backend()]);
    assert.equal(first, second);
    assert.deepEqual(kinds(), ['locating', 'spawning', 'listening', 'connecting', 'ready']);
    assert.match(first.serverVersion, /^1\./);
    const now = live.pool.state(live.root);
    assert.ok(now.kind === 'ready' && !now.origin.endsWith(':4096'));
    assert.ok(live.output.some((line) => line.includes('listening on')));
  });

  it('leaves nothing running and nothing lying about when it is stopped', async () => {
    await live.backend();
    const server = serverPid(live.root);
    await live.pool.stop(live.root);
    assert.equal(isAlive(server), false);
    assert.equal(live.pool.state(live.root).kind, 'stopped');
    assert.deepEqual(readdirSync(join(live.directory, 'storage/servers')), []);
    await live.backend();
    assert.notEqual(serverPid(live.root), server);
  });

  it('takes a running tool with it', async () => {
    const talk = await Conversation.open(live);
    const tool = await runEndlessTool(talk, live.root);
    await live.pool.stop(live.root);
    assert.equal(isAlive(tool), false);
    talk.close();
  });

  it('takes a running tool with it when there is no time to ask', async () => {
    const talk = await Conversation.open(live);
    const tool = await runEndlessTool(talk, live.root);
    const server = serverPid(live.root);
    live.pool.dispose();
    await gone([server, tool]);
    talk.close();
  });

  it('can be stopped while it starts', async () => {
    const starting = live.backend();
    const refused = assert.rejects(starting, (error) => AppError.is(error, 'cancelled'));
    await changed.until(
      () => kinds().includes('listening'),
      () => 'the spawn',
    );
    await live.pool.stop(live.root);
    await refused;
    assert.equal(live.pool.state(live.root).kind, 'stopped');
    assert.equal(findServer(live.root), undefined);
  });

  it('can be asked for again while it stops', async () => {
    await live.backend();
    const stopping = live.pool.stop(live.root);
    const backend = await live.backend();
    await stopping;
    assert.equal(live.pool.state(live.root).kind, 'ready');
    await backend.listSessions();
  });

  it('tells of a crash and starts anew when asked', async () => {
    const talk = await Conversation.open(live);
    process.kill(serverPid(live.root), 'SIGKILL');
    await state('crashed');
    const crashed = states.at(-1);
    assert.ok(crashed?.kind === 'crashed');
    assert.equal(crashed.error.code, 'server-killed');
    assert.match(crashed.stderrTail, /listening on/);
    talk.close();
    const again = await live.backend();
    assert.ok((await again.listSessions()).some(({ id }) => id === talk.session.id));
  });

  it('works for two roots apart', async () => {
    const other = live.addRoot('other');
    const here = await Conversation.open(live);
    const there = await Conversation.open(live, other);
    assert.notEqual(serverPid(live.root), serverPid(other));
    await there.prompt('hello');
    await there.idle();
    assert.deepEqual(
      (await there.backend.listSessions()).map(({ id }) => id),
      [there.session.id],
    );
    assert.deepEqual(
      (await here.backend.listSessions()).map(({ id }) => id),
      [here.session.id],
    );
    assert.ok(here.log.events.every((event) => !JSON.stringify(event).includes(there.session.id)));
    await live.pool.stop(other);
    assert.equal(live.pool.state(live.root).kind, 'ready');
    here.close();
    there.close();
  });

  it('keeps the password to itself', async () => {
    await live.backend();
    const command = readFileSync(`/proc/${serverPid(live.root)}/cmdline`, 'utf8');
    assert.doesNotMatch(command, /password/i);
    const now = live.pool.state(live.root);
    assert.ok(now.kind === 'ready');
    const answer = await fetch(`${now.origin}/session`);
    assert.equal(answer.status, 401);
  });
});

async function runEndlessTool(talk: Conversation, root: RootId): Promise<number> {
  await talk.prompt('bash-endless');
  const request = await talk.asked();
  assert.ok(request.kind === 'permission');
  await talk.backend.replyPermission(request, 'once');
  await talk.log.take(
    'partChanged',
    ({ part }) => part.kind === 'tool' && /"output":"started/.test(JSON.stringify(part.state)),
  );
  const tool = descendants(serverPid(root))
    .map(({ pid }) => pid)
    .find((pid) => commandOf(pid).includes('sleep 600'));
  assert.ok(tool !== undefined, 'the tool runs');
  return tool;
}

function serverPid(root: RootId): number {
  const pid = findServer(root);
  assert.ok(pid !== undefined, 'the server runs');
  return pid;
}

function findServer(root: RootId): number | undefined {
  return descendants(process.pid)
    .map(({ pid }) => pid)
    .find((pid) => commandOf(pid).includes('serve --hostname') && directoryOf(pid) === root);
}

function commandOf(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ');
}

function directoryOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readProc(pid, 'status'));
}

async function gone(pids: readonly number[]): Promise<void> {
  const waiter = new Waiter();
  const timer = setInterval(() => waiter.notify(), 20);
  await waiter
    .until(
      () => !pids.some(isAlive),
      () => `the end of ${pids.join(', ')}`,
    )
    .finally(() => clearInterval(timer));
}
