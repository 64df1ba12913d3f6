import assert from 'node:assert/strict';
import type { SessionId } from '../../src/model/ids.ts';
import type { RootState } from '../../src/session/state.ts';
import { turnsEnd } from '../support/faults/agreement.ts';
import { answering } from '../support/faults/answering.ts';
import { asksFirst } from '../support/faults/asksFirst.ts';
import type { RouteFault, RouteTest } from '../support/faults/faultProxy.ts';
import { FaultWorld } from '../support/faults/faultWorld.ts';
import { PlainServer } from '../support/faults/plainServer.ts';
import { newestMessages, textsOf } from '../support/faults/serverTruth.ts';
import { LiveServer } from '../support/liveServer.ts';

/** A second instead of the product's thirty, for what never answers. */
const limits = { timeoutMs: 1_500 };

const faults: readonly RouteFault[] = [
  { kind: 'status', status: 500 },
  { kind: 'reset' },
  { kind: 'slow', ms: 300 },
  { kind: 'hang' },
  { kind: 'swallow' },
  { kind: 'truncate', bytes: 20 },
];

const snapshotRoutes: readonly RouteTest[] = [
  get(/^\/session\?/),
  get(/^\/session\/status/),
  get(/^\/permission/),
  get(/^\/question/),
  get(/\/message\b/),
  get(/\/todo\b/),
  get(/^\/agent/),
  get(/^\/config/),
];

describe('a real server with routes that fail', function () {
  this.timeout(240_000);
  let live: LiveServer;
  let server: PlainServer;
  let world: FaultWorld;

  before(async () => {
    live = await LiveServer.start({ config: asksFirst });
    server = await PlainServer.start(live);
    // The first answers of a server take longer than that.
    const first = await FaultWorld.open(server);
    await turnsEnd(server.direct, first.root, [await first.begin('hello')]);
    await first.close();
  });
  beforeEach(async () => {
    world = await FaultWorld.open(server, { limits });
  });
  afterEach(async () => world.close());
  after(async () => {
    await server.stop();
    await live.end();
  });

  for (const fault of faults) {
    it(`is known in the end when each answer after a loss meets: ${fault.kind}`, async () => {
      const answers = answering(world.client);
      const session = await world.begin('faults-round');
      for (const route of snapshotRoutes) world.proxy.fail(route, fault);
      await world.lose();
      await turnsEnd(server.direct, world.root, [session]);
      await world.agree();
      answers.dispose();
    });
  }

  it('keeps what it has when nothing can be fetched', async () => {
    const session = await world.begin('hello');
    await turnsEnd(server.direct, world.root, [session]);
    await world.agree();
    const before = world.client.root;
    const anything = get(/^\/(session|permission|question)/);
    world.proxy.fail(anything, { kind: 'status', status: 500 }, 8);
    const losses = world.client.liveAt.length;
    world.proxy.cut();
    await world.client.until(() => world.proxy.failuresLeft === 0, 'all failures');
    assert.deepEqual([...world.client.root.sessions], [...before.sessions]);
    assert.deepEqual(textsIn(world.client.root), textsIn(before));
    await world.client.until(
      () => world.client.liveAt.length > losses,
      'a snapshot at last',
      60_000,
    );
    await world.agree();
  });

  it('takes a prompt once whose answer is lost', async () => {
    const sending: RouteTest = (method, path) => method === 'POST' && /prompt_async/.test(path);
    world.proxy.fail(sending, { kind: 'swallow' });
    await world.begin('hello').catch(() => undefined);
    await world.client.until(() => world.client.root.outbox.length === 0, 'the prompt’s message');
    const [session] = [...world.client.root.sessions.values()].sort(
      (a, b) => b.createdAt - a.createdAt,
    );
    assert.ok(session);
    await turnsEnd(server.direct, world.root, [session.id]);
    assert.equal(await promptCount(session.id), 1);
    await world.agree();
  });

  it('takes a prompt once whose answer is lost with the stream', async () => {
    const sending: RouteTest = (method, path) => method === 'POST' && /prompt_async/.test(path);
    world.proxy.fail(sending, { kind: 'swallow' });
    const sent = world.begin('hello').catch(() => undefined);
    world.proxy.cut();
    await sent;
    await world.client.until(
      () => world.client.isLive && world.client.root.outbox.length === 0,
      'the prompt’s message',
    );
    const [session] = [...world.client.root.sessions.values()].sort(
      (a, b) => b.createdAt - a.createdAt,
    );
    assert.ok(session);
    await turnsEnd(server.direct, world.root, [session.id]);
    assert.equal(await promptCount(session.id), 1);
    await world.agree();
  });

  it('knows of answers that arrived although theirs did not', async () => {
    const answers = answering(world.client);
    const replies: RouteTest = (method, path) => method === 'POST' && /\/reply/.test(path);
    world.proxy.fail(replies, { kind: 'swallow' }, 2);
    const session = await world.begin('faults-round');
    await turnsEnd(server.direct, world.root, [session]);
    assert.equal(world.proxy.failuresLeft, 0);
    await world.agree();
    answers.dispose();
  });

  it('stops a turn whose stop was not answered', async () => {
    const session = await world.begin('slow');
    await world.client.until(() => world.client.root.statuses.has(session), 'a turn');
    const aborting: RouteTest = (method, path) => method === 'POST' && /\/abort/.test(path);
    world.proxy.fail(aborting, { kind: 'swallow' });
    await world.client.sessions.stopSession(world.root, session).catch(() => undefined);
    await turnsEnd(server.direct, world.root, [session]);
    await world.agree();
  });

  it('makes one session for a draft whose answer is lost, or says that it failed', async () => {
    const creating: RouteTest = (method, path) =>
      method === 'POST' && /^\/session(\?|$)/.test(path);
    world.proxy.fail(creating, { kind: 'swallow' });
    await assert.rejects(world.begin('hello'));
    const [failed] = world.client.root.outbox;
    assert.equal(failed?.state.kind, 'failed');
    assert.ok(failed);
    const session = await world.client.sessions.retryPrompt(failed.id);
    await turnsEnd(server.direct, world.root, [session]);
    await world.agree();
  });

  async function promptCount(session: SessionId): Promise<number> {
    const messages = await newestMessages(server.direct, session, 50);
    return messages.filter(({ role }) => role === 'user').length;
  }
});

function textsIn({ transcripts }: RootState): readonly (readonly [string, string])[] {
  const messages = [...transcripts.values()].flatMap((transcript) => [...transcript.messages]);
  return [...textsOf(messages)];
}

function get(path: RegExp): RouteTest {
  return (method, actual) => method === 'GET' && path.test(actual);
}
