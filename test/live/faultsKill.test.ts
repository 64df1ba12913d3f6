import assert from 'node:assert/strict';
import type { SessionId } from '../../src/model/ids.ts';
import type { Part } from '../../src/model/part.ts';
import { answering } from '../support/faults/answering.ts';
import { asksFirst } from '../support/faults/asksFirst.ts';
import { Client } from '../support/faults/client.ts';
import { described, differences } from '../support/faults/differences.ts';
import { processesIn, serverPid } from '../support/faults/serverPid.ts';
import { backendTruth } from '../support/faults/serverTruth.ts';
import { LiveServer } from '../support/liveServer.ts';
import { SkippingClock } from '../support/skippingClock.ts';
import { until } from '../support/until.ts';

/** Far more than it takes, on a machine that has much else to do. */
const limitMs = 90_000;

/** The managed server is killed without a word while a turn is somewhere. */
describe('a real server that is killed', function () {
  this.timeout(300_000);
  let live: LiveServer;
  let client: Client;
  let clock: SkippingClock;

  beforeEach(async () => {
    live = await LiveServer.start({ config: asksFirst });
    clock = new SkippingClock();
    client = new Client({ pool: live.pool, clock, roots: [live.root] });
  });
  afterEach(async () => {
    client.dispose();
    await live.end();
    assert.deepEqual(client.errors, []);
    assert.equal(clock.waiting, 0, 'timers that are left');
  });

  async function kill(): Promise<void> {
    process.kill(await serverPid(live.root), 'SIGKILL');
  }

  function prompt(script: string, sessionId?: SessionId): Promise<SessionId> {
    const target =
      sessionId === undefined
        ? ({ kind: 'draft', draftId: 'draft' } as const)
        : ({ kind: 'session', sessionId } as const);
    const text = `Bitte [[script:${script}]]`;
    return client.sessions.prompt({ rootId: live.root, target, text });
  }

  function parts(session: SessionId): readonly Part[] {
    const messages = client.root.transcripts.get(session)?.messages ?? [];
    return [...messages].flatMap((message) => message.parts);
  }

  /** It has come back by itself, nothing of the dead one is left, and it works. */
  async function recover(session: SessionId): Promise<void> {
    const killed = client.liveAt.length;
    await client.until(() => client.liveAt.length > killed, 'the next server', limitMs);
    await agree();
    assert.deepEqual([...client.root.statuses], [], 'nothing says that it is busy');
    assert.deepEqual([...client.root.requests], [], 'nothing of the dead server waits');
    await prompt('hello', session);
    await client.until(() => isAnswered(session), 'the next answer', limitMs);
    await agree();
  }

  async function agree(): Promise<void> {
    const backend = await live.pool.backend(live.root);
    const rest = async () => differences(client.root, await backendTruth(backend));
    const isSame = async () => (await rest()).length === 0;
    await until(isSame, { what: 'agreement', timeoutMs: 10_000 }).catch(async () =>
      assert.fail(described(await rest())),
    );
  }

  function isAnswered(session: SessionId): boolean {
    const last = client.root.transcripts.get(session)?.messages.last;
    return (
      last?.role === 'assistant' &&
      last.completedAt !== undefined &&
      !client.root.statuses.has(session)
    );
  }

  it('while it starts', async () => {
    const connecting = client.connect();
    await kill();
    await connecting;
    await agree();
    const session = await prompt('hello');
    await client.until(() => isAnswered(session), 'an answer', limitMs);
    await agree();
  });

  it('while it streams', async () => {
    const session = await prompt('slow');
    await client.until(
      () => parts(session).some((part) => part.kind === 'text' && part.text.length > 200),
      'a text',
      limitMs,
    );
    await kill();
    await recover(session);
  });

  it('while a tool runs', async () => {
    const answers = answering(client);
    const session = await prompt('bash-endless');
    const isRunning = (part: Part) =>
      part.kind === 'tool' && /"output":"started/.test(JSON.stringify(part.state));
    await client.until(() => parts(session).some(isRunning), 'a tool', limitMs);
    const running = processesIn(live.root);
    await kill();
    await recover(session);
    const isLeft = () => processesIn(live.root).filter((pid) => running.includes(pid));
    await until(() => isLeft().length === 0, { what: 'the end of the dead server’s tools' });
    answers.dispose();
  });

  for (const [what, script] of [
    ['a permission', 'bash'],
    ['a question', 'question'],
  ] as const) {
    it(`while ${what} waits`, async () => {
      const session = await prompt(script);
      await client.until(() => client.broker.pending.length > 0, what, limitMs);
      await kill();
      await recover(session);
      assert.equal(client.broker.pending.length, 0);
    });
  }

  it('while it makes a conversation shorter', async () => {
    const session = await prompt('hello');
    await client.until(() => isAnswered(session), 'an answer', limitMs);
    await prompt('faults-overflow', session);
    await client.until(
      () => parts(session).some((part) => part.kind === 'compaction'),
      'the compaction',
      limitMs,
    );
    await kill();
    await recover(session);
  });

  it('again and again', async () => {
    const session = await prompt('hello');
    await client.until(() => isAnswered(session), 'an answer', limitMs);
    for (let round = 0; round < 2; round += 1) {
      await kill();
      await recover(session);
    }
  });
});
