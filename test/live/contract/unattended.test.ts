import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nullLogger } from '../../../src/base/log.ts';
import { RunEngine, type RunResult } from '../../../src/runs/runEngine.ts';
import { turnsEnd } from '../../support/faults/agreement.ts';
import { answering } from '../../support/faults/answering.ts';
import { FaultWorld } from '../../support/faults/faultWorld.ts';
import { PlainServer } from '../../support/faults/plainServer.ts';
import { cutAtType } from '../../support/faults/streamFaults.ts';
import { LiveServer } from '../../support/liveServer.ts';

describe('a run that nobody watches, on a real server', function () {
  this.timeout(300_000);
  let live: LiveServer;
  let server: PlainServer;
  let world: FaultWorld;

  before(async () => {
    live = await LiveServer.start({ config: { permission: { edit: 'ask', bash: 'ask' } } });
    server = await PlainServer.start(live);
  });
  beforeEach(async () => {
    world = await FaultWorld.open(server);
  });
  afterEach(async () => {
    await world.agree();
    await world.close();
  });
  after(async () => {
    await server.stop();
    await live.end();
  });

  async function run(script: string): Promise<RunResult> {
    const { store, sessions, broker } = world.client;
    const { clock } = world;
    const engine = new RunEngine({ store, sessions, broker, clock, log: nullLogger });
    const told: string[] = [];
    const result = await engine.run(
      { rootId: world.root, prompt: `[[script:${script}]]` },
      {
        signal: AbortSignal.timeout(120_000),
        asks: 'reject',
        onProgress: () => undefined,
        onWarning: ({ text }) => told.push(text),
      },
    );
    assert.deepEqual(
      told,
      result.warnings.map(({ text }) => text),
    );
    return result;
  }

  function kinds({ warnings }: RunResult): readonly string[] {
    return warnings.map(({ kind }) => kind);
  }

  /** The steps of a script that the model was asked for since the last call. */
  let seen = 0;
  function steps(script: string): readonly number[] {
    const calls = live.model.calls.slice(seen);
    seen = live.model.calls.length;
    return calls.flatMap((call) =>
      call.purpose === 'turn' && call.script === script ? [call.step] : [],
    );
  }

  it('runs no command, says so, and ends', async () => {
    const result = await run('bash2');
    assert.equal(result.outcome, 'completed');
    assert.deepEqual(result.warnings.map(({ text }) => text).sort(), [
      'Rejected: bash `echo first` (nobody is there to answer)',
      'Rejected: bash `uname -s` (nobody is there to answer)',
    ]);
    assert.deepEqual(steps('bash2'), [0]);
    assert.deepEqual(world.client.broker.pending, []);
  });

  it('writes no file', async () => {
    const result = await run('write-edit');
    assert.deepEqual(
      result.warnings.map(({ text }) => text),
      ['Rejected: edit `hello.txt` (nobody is there to answer)'],
    );
    assert.equal(existsSync(join(world.root, 'hello.txt')), false);
  });

  it('answers no question', async () => {
    const result = await run('question');
    assert.match(
      result.warnings[0]?.text ?? '',
      /^Rejected: question "Which database .*" \(nobody/,
    );
    assert.deepEqual(kinds(result), ['rejected']);
    assert.deepEqual(steps('question'), [0]);
  });

  it('rejects what a sub-agent asks, and lets the agent above it go on', async () => {
    const result = await run('task');
    assert.deepEqual(
      result.warnings.map(({ text }) => text),
      ['Rejected: bash `uname -s` (nobody is there to answer)'],
    );
    assert.notEqual(result.warnings[0]?.request.sessionId, result.sessionId);
    assert.equal(result.outcome, 'completed');
    assert.match(result.finalText, /sub-agent is done/);
    assert.deepEqual(steps('sub'), [0]);
  });

  it('leaves alone what another session of the folder asks', async () => {
    const { client } = world;
    const other = await world.begin('bash');
    await client.until(() => client.broker.pending.length > 0, 'what the other session asks');
    const [theirs] = client.broker.pending;
    assert.deepEqual(kinds(await run('bash')), ['rejected']);
    assert.deepEqual(
      client.broker.pending.map(({ id, sessionId }) => [id, sessionId]),
      [[theirs?.id, other]],
    );
    const answers = answering(client);
    await turnsEnd(server.direct, world.root, [other]);
    answers.dispose();
    const [tool] = await toolsOf(other);
    assert.equal(tool?.state.kind, 'completed');
  });

  it('rejects what was asked while the stream was cut', async () => {
    const plans = [cutAtType('permission.asked', 'before', 'cut')];
    world.proxy.nextPlan = () => plans.shift() ?? (() => undefined);
    world.proxy.cut();
    assert.deepEqual(kinds(await run('bash')), ['rejected']);
    assert.equal(world.proxy.links.length, 3);
  });

  it('rejects again when a rejection does not get through', async () => {
    world.proxy.fail(isReply, { kind: 'reset' }, 2);
    assert.deepEqual(kinds(await run('bash')), ['not-rejected', 'rejected']);
    assert.equal(world.proxy.failuresLeft, 0);
  });

  it('knows that a rejection got through whose answer is lost', async () => {
    world.proxy.fail(isReply, { kind: 'swallow' });
    const result = await run('bash');
    assert.equal(kinds(result).filter((kind) => kind === 'rejected').length, 1);
    assert.equal(kinds(result).at(-1), 'rejected');
    assert.equal(world.proxy.failuresLeft, 0);
  });

  async function toolsOf(id: Parameters<typeof world.client.sessions.openTranscript>[1]) {
    const backend = world.client.sessions.backendOf(world.root);
    const page = await backend?.transcript(id, { limit: 10 });
    const parts = page?.messages.flatMap((message) => message.parts) ?? [];
    return parts.filter((part) => part.kind === 'tool');
  }
});

function isReply(method: string, path: string): boolean {
  return method === 'POST' && /^\/permission\/[^/]+\/reply/.test(path);
}
