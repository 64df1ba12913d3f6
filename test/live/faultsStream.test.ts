import assert from 'node:assert/strict';
import type { SessionId } from '../../src/model/ids.ts';
import { turnsEnd } from '../support/faults/agreement.ts';
import { answering } from '../support/faults/answering.ts';
import { FaultWorld } from '../support/faults/faultWorld.ts';
import { PlainServer } from '../support/faults/plainServer.ts';
import {
  cutAfterFrames,
  cutAtByte,
  cutAtType,
  cutInsideCharacter,
  duplicateAll,
  splitAll,
  type StreamPlan,
} from '../support/faults/streamFaults.ts';
import { LiveServer } from '../support/liveServer.ts';
import { until } from '../support/until.ts';
import { asksFirst } from '../support/faults/asksFirst.ts';

describe('a real turn over a bad network', function () {
  this.timeout(240_000);
  let live: LiveServer;
  let server: PlainServer;
  const worlds: FaultWorld[] = [];

  before(async () => {
    live = await LiveServer.start({ config: asksFirst });
    server = await PlainServer.start(live);
  });
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.close();
  });
  after(async () => {
    await server.stop();
    await live.end();
  });

  async function open(): Promise<FaultWorld> {
    const world = await FaultWorld.open(server);
    worlds.push(world);
    return world;
  }

  /** One whole turn while the plans, one for each connection, have their way with the stream. */
  async function turn(script: string, plans: readonly StreamPlan[]): Promise<FaultWorld> {
    const world = await open();
    const left = [...plans];
    world.proxy.nextPlan = () => left.shift() ?? (() => undefined);
    world.proxy.cut();
    const answers = answering(world.client);
    const session = await world.begin(script);
    await turnsEnd(server.direct, world.root, [session]);
    await world.agree();
    answers.dispose();
    assertAskedOnce(world, session);
    return world;
  }

  /** Each one was shown, though nobody need have been told of it twice. */
  function assertAskedOnce({ client }: FaultWorld, session: SessionId): void {
    const ids = client.asked.filter(({ sessionId }) => sessionId === session).map(({ id }) => id);
    assert.deepEqual(client.root.outbox, []);
    assert.ok(ids.length <= 3, ids.join(' '));
  }

  const moments = [
    'session.status message.updated message.part.updated message.part.delta todo.updated',
    'permission.asked permission.replied question.asked question.replied session.idle',
  ].flatMap((types) => types.split(' '));
  for (const type of moments) {
    it(`loses nothing when it is cut before and after ${type}`, async () => {
      const plans = [cutAtType(type, 'before', 'cut'), cutAtType(type, 'after', 'end')];
      await Promise.all([turn('faults-round', plans), turn('faults-round', plans.toReversed())]);
    });
  }

  it('loses nothing of a sub-agent when it is cut again and again', async () => {
    const counts = [2, 3, 5, 8, 13, 21, 34, 20, 10];
    await turn(
      'task',
      counts.map((count) => cutAfterFrames(count, 'reset')),
    );
  });

  it('loses nothing when it is cut within characters and at odd bytes', async () => {
    const plans = [
      cutInsideCharacter('cut'),
      cutInsideCharacter('reset'),
      ...[1, 7, 150, 999, 2_000, 4_001, 9_999].map((byte) => cutAtByte(byte, 'end')),
    ];
    await turn('faults-round', plans);
  });

  it('takes frames that come twice, in pieces or late for what they are', async () => {
    const late: StreamPlan = ({ index }) => ({ kind: 'delay', ms: index % 7 });
    await Promise.all([
      turn('faults-round', [duplicateAll]),
      turn('task', [splitAll]),
      turn('faults-round', [late]),
    ]);
  });

  it('comes back from a stream that stands still without an end', async () => {
    const world = await open();
    const answers = answering(world.client);
    const stalls: StreamPlan = ({ type }) =>
      type === 'message.part.delta' ? { kind: 'stall' } : undefined;
    const plans = [stalls];
    world.proxy.nextPlan = () => plans.shift() ?? (() => undefined);
    world.proxy.cut();
    const session = await world.begin('faults-round');
    await until(() => world.proxy.link?.isStalled, { what: 'the stall' });
    await silence(world);
    await turnsEnd(server.direct, world.root, [session]);
    await world.agree();
    answers.dispose();
  });

  /** Real seconds would do the same. */
  async function silence({ proxy, clock, client }: FaultWorld): Promise<void> {
    const stalled = proxy.link;
    const isLeft = () => {
      clock.skip(2_000);
      return proxy.link !== stalled;
    };
    await until(isLeft, { what: 'another stream' });
    await client.until(() => client.isLive, 'its snapshot');
  }

  it('takes a sleep of the computer for a loss', async () => {
    const world = await open();
    const before = world.proxy.link;
    world.clock.skip(60_000);
    await world.client.until(
      () => world.proxy.link !== before && world.client.isLive,
      'another stream',
    );
    await world.agree();
  });
});
