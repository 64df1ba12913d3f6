import assert from 'node:assert/strict';
import { FaultLane, type LaneCounts } from '../../bench/faults/lane.ts';
import type { StreamObserver } from '../../src/model/backend.ts';
import type { OpencodeBackend } from '../../src/opencode/opencodeBackend.ts';
import { turnsEnd } from '../support/faults/agreement.ts';
import { asksFirst } from '../support/faults/asksFirst.ts';
import { FaultWorld } from '../support/faults/faultWorld.ts';
import { PlainServer } from '../support/faults/plainServer.ts';
import { LiveServer } from '../support/liveServer.ts';

/** As if the stream had not been lost: nothing is fetched again. */
function forgetful(backend: OpencodeBackend): void {
  const watch = backend.watch.bind(backend);
  backend.watch = (observer) => watch(onceConnected(observer));
}

function onceConnected(observer: StreamObserver): StreamObserver {
  let isConnected = false;
  return {
    onEvent: (event) => observer.onEvent(event),
    onLost: () => undefined,
    onConnected: () => {
      if (!isConnected) observer.onConnected();
      isConnected = true;
    },
  };
}

/** As if the end of a turn were told to everybody else. */
function deafToEnds(backend: OpencodeBackend): void {
  const watch = backend.watch.bind(backend);
  backend.watch = (observer) =>
    watch({
      onConnected: () => observer.onConnected(),
      onLost: (error) => observer.onLost(error),
      onEvent: (event) => {
        if (event.kind !== 'statusChanged' || event.status.kind !== 'idle') observer.onEvent(event);
      },
    });
}

describe('the count of what a cut stream loses', function () {
  this.timeout(180_000);
  let live: LiveServer;
  let server: PlainServer;

  before(async () => {
    live = await LiveServer.start({ config: asksFirst });
    server = await PlainServer.start(live);
  });
  after(async () => {
    await server.stop();
    await live.end();
  });

  const lost = ({ events, texts, requests, errors }: LaneCounts) =>
    events + texts + requests + errors;

  it('is nothing as we are', async () => {
    const counts = await new FaultLane(server, { seed: 7 }).run(12);
    assert.equal(counts.cuts, 12);
    assert.equal(counts.recoveries.length, 12);
    assert.equal(lost(counts), 0);
  });

  it('is something when nothing is fetched again', async () => {
    const world = { spoil: forgetful };
    const counts = await new FaultLane(server, { seed: 7, world, turnLimitMs: 5_000 }).run(6);
    // More than the streams that were never found live again, which count as well.
    assert.ok(lost(counts) > counts.cuts - counts.recoveries.length, JSON.stringify(counts));
  });

  it('knows what was found late', async () => {
    const world = await FaultWorld.open(server, { spoil: deafToEnds });
    const session = await world.begin('basic');
    await turnsEnd(server.direct, world.root, [session]);
    await world.agree();
    assert.equal(world.lateFinds.count, 1);
    await world.close();
  });
});
