import assert from 'node:assert/strict';
import type { SessionId } from '../../../src/model/ids.ts';
import type { PromptTarget } from '../../../src/model/prompt.ts';
import { anything } from '../../../src/opencode/wire/wire.ts';
import { turnsEnd } from '../../support/faults/agreement.ts';
import { answering } from '../../support/faults/answering.ts';
import { asksFirst } from '../../support/faults/asksFirst.ts';
import { Client } from '../../support/faults/client.ts';
import { FaultWorld } from '../../support/faults/faultWorld.ts';
import { PlainServer } from '../../support/faults/plainServer.ts';
import { activity } from '../../support/faults/serverTruth.ts';
import { activityOf } from '../../../src/session/selectors.ts';
import { LiveServer } from '../../support/liveServer.ts';
import { SkippingClock } from '../../support/skippingClock.ts';
import { until } from '../../support/until.ts';
import { markedProcesses } from '../../support/markedProcesses.ts';

const isPrompt = (method: string, path: string) =>
  method === 'POST' && path.includes('/prompt_async');
const isAbort = (method: string, path: string) => method === 'POST' && path.includes('/abort');

describe('stopping a real turn', function () {
  this.timeout(120_000);
  let live: LiveServer;
  let server: PlainServer;
  let world: FaultWorld;

  before(async () => {
    live = await LiveServer.start({ config: asksFirst });
    server = await PlainServer.start(live);
  });
  beforeEach(async () => {
    world = await FaultWorld.open(server);
  });
  afterEach(() => world.close());
  after(async () => {
    await server.stop();
    await live.end();
  });

  const at = (id: SessionId) => activityOf(world.client.root, id);
  const stop = (id: SessionId) => world.client.sessions.stopSession(world.root, id);
  const waiting = () => world.client.broker.pending.length;

  /** A turn in the middle of its answer. */
  async function writing(): Promise<SessionId> {
    const id = await world.begin('slow');
    await world.client.until(() => textOf(id).length > 20, 'some text');
    return id;
  }

  function textOf(id: SessionId): string {
    const last = world.client.root.transcripts.get(id)?.messages.last;
    const parts = last?.role === 'assistant' ? last.parts : [];
    return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  }

  it('shows at once and takes the next prompt, which is answered by a turn of its own', async () => {
    const id = await writing();
    const stopped = stop(id);
    assert.equal(at(id), 'stopping');
    const sent = world.prompt(id, 'hello');
    await Promise.all([stopped, sent]);
    await turnsEnd(server.direct, world.root, [id]);
    await world.agree();
    const messages = [...(world.client.root.transcripts.get(id)?.messages ?? [])];
    assert.deepEqual(
      messages.map((message) =>
        message.role === 'user' ? 'prompt' : (message.error?.name ?? 'answer'),
      ),
      ['prompt', 'MessageAbortedError', 'prompt', 'answer'],
    );
    assert.match(textOf(id), /scripted model/);
  });

  it('has not failed when the answer to it is lost', async () => {
    const id = await writing();
    world.proxy.fail(isAbort, { kind: 'swallow' });
    await stop(id);
    assert.equal(at(id), 'idle');
    await world.agree();
  });

  it('is asked for again when it did not get through', async () => {
    const id = await writing();
    world.proxy.fail(isAbort, { kind: 'reset' });
    await stop(id);
    assert.equal(at(id), 'idle');
    await world.agree();
  });

  it('is known after a stream that was lost with it', async () => {
    const id = await writing();
    const stopped = stop(id);
    await world.lose();
    await stopped;
    assert.equal(at(id), 'idle');
    await world.agree();
  });

  it('is late when the server does not say so, and holds prompts back until it does', async () => {
    const id = await writing();
    world.proxy.fail(isAbort, { kind: 'hang' });
    const stopped = stop(id);
    const sent = world.prompt(id, 'hello');
    await until(() => world.proxy.failuresLeft === 0, { what: 'the call that hangs' });
    world.clock.skip(5_000);
    await stopped;
    assert.equal(world.client.root.stopping.get(id)?.isLate, true);
    assert.deepEqual(
      world.client.root.outbox.map(({ state }) => state.kind),
      ['queued'],
    );
    await stop(id);
    await sent;
    await turnsEnd(server.direct, world.root, [id]);
    await world.agree();
    assert.match(textOf(id), /scripted model/);
  });

  it('goes on when the server refuses', async () => {
    const id = await writing();
    world.proxy.fail(isAbort, { kind: 'status', status: 500 });
    await assert.rejects(stop(id), { code: 'http-status' });
    assert.equal(at(id), 'busy');
    await stop(id);
    await world.agree();
  });

  it('reaches a turn that begins only after it', async () => {
    world.proxy.fail(isPrompt, { kind: 'slow', ms: 1_500 });
    const begun = world.begin('slow');
    const isSending = () => world.client.root.outbox.some(({ state }) => state.kind === 'sending');
    await world.client.until(isSending, 'the prompt on its way');
    const target = world.client.root.outbox[0]?.target;
    assert.ok(target?.kind === 'session');
    const stopped = stop(target.sessionId);
    const [id] = await Promise.all([begun, stopped]);
    assert.equal(at(id), 'idle');
    await world.agree();
    const last = world.client.root.transcripts.get(id)?.messages.last;
    assert.equal(last?.role === 'assistant' && last.error?.name, 'MessageAbortedError');
  });

  it('by others leaves an ask that the next turn does not bring back', async () => {
    const id = await world.begin('bash');
    await world.client.until(() => waiting() === 1, 'what the turn asks');
    await server.direct.send('POST', `/session/${id}/abort`, anything);
    await world.client.until(() => at(id) === 'idle', 'the end of the turn');
    await world.prompt(id, 'slow');
    await world.client.until(() => textOf(id).length > 20, 'some text of the next turn');
    const { requests } = await activity(server.direct, world.root);
    assert.equal(requests.length, 1);
    await world.lose();
    assert.deepEqual([waiting(), world.client.asked.length], [0, 1]);
    await stop(id);
    await world.agree();
  });

  it('ends the sub-agents too, and what they asked stays asked of nobody', async () => {
    const id = await world.begin('task');
    await world.client.until(() => waiting() === 1, 'what the sub-agent asks');
    assert.equal(world.client.root.statuses.size, 2);
    const stopped = stop(id);
    assert.equal(waiting(), 0);
    await stopped;
    const { statuses, requests } = await activity(server.direct, world.root);
    assert.deepEqual([statuses.size, requests], [0, []]);
    // What a turn has cost OpenCode tells at its regular end only.
    await world.client.sessions.refresh(world.root);
    await world.agree();
  });

  it('leaves alone what the next turn asks', async () => {
    const id = await world.begin('bash');
    await world.client.until(() => waiting() === 1, 'what the first turn asks');
    const stopped = stop(id);
    const sent = world.prompt(id, 'bash');
    await Promise.all([stopped, sent]);
    await world.client.until(() => waiting() === 1, 'what the second turn asks');
    const answers = answering(world.client);
    await turnsEnd(server.direct, world.root, [id]);
    answers.dispose();
    await world.agree();
    const tools = [...(world.client.root.transcripts.get(id)?.messages ?? [])].flatMap(
      ({ parts }) => parts.flatMap((part) => (part.kind === 'tool' ? [part.state.kind] : [])),
    );
    assert.deepEqual(tools, ['error', 'completed']);
  });

  it('ends a command that ignores its end', async () => {
    const answers = answering(world.client);
    const id = await world.begin('stubborn');
    const isRunning = () => commands().length > 0;
    await world.client.until(isRunning, 'the command', 60_000);
    answers.dispose();
    await stop(id);
    assert.equal(at(id), 'idle');
    await until(() => commands().length === 0, { what: 'the end of the command' });
    await world.agree();
  });

  function commands(): readonly string[] {
    return markedProcesses('HOME', `${live.directory}/home`)
      .map(({ command }) => command)
      .filter((command) => command.includes('trap'));
  }
});

describe('a real turn that nothing stops', function () {
  this.timeout(120_000);

  it('ends with its server, and the prompt that waited is answered by the next one', async () => {
    const live = await LiveServer.start();
    const clock = new SkippingClock();
    const client = new Client({ pool: live.pool, clock, roots: [live.root] });
    try {
      await client.connect();
      const backend = await live.backend();
      let isAsked = false;
      backend.abort = () => {
        isAsked = true;
        return new Promise<void>(() => undefined);
      };
      const target = { kind: 'draft', draftId: 'd1' } as const;
      const give = (script: string, to: PromptTarget) =>
        client.sessions.prompt({ rootId: live.root, target: to, text: `[[script:${script}]]` });
      const id = await give('slow', target);
      const last = () => client.root.transcripts.get(id)?.messages.last;
      await client.until(() => last()?.role === 'assistant', 'the answer’s beginning');
      const stopped = client.sessions.stopSession(live.root, id);
      const sent = give('hello', { kind: 'session', sessionId: id });
      await until(() => isAsked, { what: 'the abort' });
      clock.skip(5_000);
      await stopped;
      assert.equal(client.root.stopping.get(id)?.isLate, true);
      await client.sessions.restart(live.root);
      await sent;
      const isAnswered = () => {
        const answer = last();
        const isNext = client.root.transcripts.get(id)?.messages.length === 4;
        return isNext && answer?.role === 'assistant' && answer.completedAt !== undefined;
      };
      await client.until(isAnswered, 'the answer of the next server');
      assert.deepEqual([client.root.stopping.size, client.root.outbox], [0, []]);
      const texts = [...(client.root.transcripts.get(id)?.messages ?? [])].map(({ role }) => role);
      assert.deepEqual(texts, ['user', 'assistant', 'user', 'assistant']);
    } finally {
      client.dispose();
      await live.end();
    }
    assert.equal(clock.waiting, 0);
  });
});
