import assert from 'node:assert/strict';
import type { RootId, SessionId } from '../../src/model/ids.ts';
import { sessionId } from '../../src/model/ids.ts';
import { sessionSchema } from '../../src/opencode/wire/wire.ts';
import { lastDifferences, turnsEnd } from '../support/faults/agreement.ts';
import { answering } from '../support/faults/answering.ts';
import { asksFirst } from '../support/faults/asksFirst.ts';
import { Client } from '../support/faults/client.ts';
import { described } from '../support/faults/differences.ts';
import { FaultProxy } from '../support/faults/faultProxy.ts';
import { FaultWorld } from '../support/faults/faultWorld.ts';
import { heapInUse, noMoreThan, restingResources, warnings } from '../support/faults/leftovers.ts';
import { PlainServer } from '../support/faults/plainServer.ts';
import { ProxiedPool } from '../support/faults/proxiedPool.ts';
import { LiveServer } from '../support/liveServer.ts';
import { SkippingClock } from '../support/skippingClock.ts';

const sessionsPerRoot = 200;
const roots = 3;
const cuts = 16;
const mostGrowthBytes = 4 * 1024 * 1024;

describe('three real servers with two hundred sessions each', function () {
  this.timeout(240_000);
  let live: LiveServer;
  const servers: PlainServer[] = [];

  before(async () => {
    live = await LiveServer.start({ config: asksFirst });
    const names = Array.from({ length: roots }, (_, index) => live.addRoot(`root-${index}`));
    // One after the other: those that make the same new database at once get in each other's way.
    for (const root of names) servers.push(await PlainServer.start(live, root));
    await Promise.all(servers.map(makeSessions));
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await live.end();
  });

  it('are known to the last session, through turns and cuts', async () => {
    for (const server of servers) server.letGo();
    const before = await restingResources();
    const clock = new SkippingClock();
    const proxies = await Promise.all(servers.map(({ origin }) => FaultProxy.start(origin)));
    const targets = servers.map((server, index) => ({
      root: server.root,
      version: '1.18.33',
      http: server.client(proxies[index]?.origin ?? ''),
    }));
    const pool = new ProxiedPool(targets, clock);
    const client = new Client({
      pool,
      clock,
      roots: servers.map(({ root }) => root),
      opensAll: false,
    });
    await client.connect();
    for (const { root } of servers) assert.equal(client.state(root).sessions.size, sessionsPerRoot);
    const answers = answering(client);
    const sessions = await Promise.all(servers.map(({ root }) => begin(client, root)));
    for (const proxy of proxies) proxy.cut();
    for (const [index, server] of servers.entries()) {
      await turnsEnd(server.direct, server.root, sessions.slice(index, index + 1));
      const left = await lastDifferences(client, server.root, server.direct, false);
      assert.equal(left.length, 0, described(left));
    }
    answers.dispose();
    client.dispose();
    pool.dispose();
    for (const proxy of proxies) await proxy.close();
    assert.equal(clock.waiting, 0);
    for (const server of servers) server.letGo();
    await noMoreThan(before);
  });

  it('leave nothing behind however often the stream is cut', async () => {
    const [server] = servers;
    assert.ok(server);
    const earlier = warnings.length;
    const world = await FaultWorld.open(server, { opensAll: false });
    const session = await world.begin('hello');
    const view = world.client.sessions.openTranscript(server.root, session);
    await turnsEnd(server.direct, server.root, [session]);
    for (let cut = 0; cut < cuts / 2; cut += 1) await world.lose();
    const [open, heap] = [await restingResources(), heapInUse()];
    for (let cut = 0; cut < cuts; cut += 1) await world.lose();
    await noMoreThan(open);
    const grown = heapInUse() - heap;
    assert.ok(grown < mostGrowthBytes, `${grown} bytes more after ${cuts} cuts`);
    view.dispose();
    await world.close();
    assert.deepEqual(warnings.slice(earlier), []);
  });
});

async function makeSessions({ direct }: PlainServer): Promise<void> {
  for (let number = 0; number < sessionsPerRoot; number += 1) {
    await direct.send('POST', '/session', sessionSchema, { body: { title: `No. ${number}` } });
  }
}

async function begin(client: Client, root: RootId): Promise<SessionId> {
  const [first] = client.state(root).sessions.keys();
  assert.ok(first !== undefined);
  const target = { kind: 'session', sessionId: sessionId(first) } as const;
  return client.sessions.prompt({ rootId: root, target, text: 'Los [[script:faults-round]]' });
}
