import { randomInt } from 'node:crypto';
import { asksFirst } from '../test/support/faults/asksFirst.ts';
import { PlainServer } from '../test/support/faults/plainServer.ts';
import { LiveServer } from '../test/support/liveServer.ts';
import { FaultLane, type LaneCounts } from './faults/lane.ts';
import { exact, percentile, type Figures } from './figure.ts';

const cuts = 1_000;
const lanes = 2;

/** Cuts the event stream of real turns at random and counts what differs from the server afterwards. */
export async function measureFaults(seed = randomInt(1_000_000)): Promise<Figures> {
  console.log(`faults: --seed ${seed}`);
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const live = await LiveServer.start({ config: asksFirst });
  try {
    const servers = await startServers(live);
    // All of them to their end: a server that still runs would write into what is removed below.
    const ends = await Promise.allSettled(
      servers.map((server, lane) => runLane(server, seed * lanes + lane)),
    );
    return figuresOf(ends.map(countsOf), unhandled.length);
  } finally {
    process.off('unhandledRejection', note);
    for (const reason of unhandled) console.log(String(reason));
    await live.end();
  }
}

/** One after the other: those that make the same new database at once get in each other's way. */
async function startServers(live: LiveServer): Promise<readonly PlainServer[]> {
  const servers: PlainServer[] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    servers.push(await PlainServer.start(live, live.addRoot(`lane-${lane}`)));
  }
  return servers;
}

/** Proxy and client of its own. */
async function runLane(server: PlainServer, seed: number): Promise<LaneCounts> {
  try {
    return await new FaultLane(server, { seed }).run(cuts / lanes);
  } finally {
    await server.stop();
  }
}

function countsOf(end: PromiseSettledResult<LaneCounts>): LaneCounts {
  if (end.status === 'fulfilled') return end.value;
  throw new Error('A client did not come to its end.', { cause: end.reason });
}

function figuresOf(counts: readonly LaneCounts[], unhandled: number): Figures {
  const total = (name: 'cuts' | 'events' | 'texts' | 'requests' | 'errors') =>
    counts.reduce((sum, each) => sum + each[name], 0);
  const recoveries = counts.flatMap((each) => each.recoveries);
  return {
    'faults.cuts': exact(total('cuts'), 'cuts'),
    'faults.events_lost': exact(total('events'), 'events'),
    'faults.texts_wrong': exact(total('texts'), 'texts'),
    'faults.permissions_lost': exact(total('requests'), 'requests'),
    'faults.unhandled': exact(unhandled + total('errors'), 'errors'),
    'faults.recovery_ms_p95': percentile(recoveries, 0.95, 'ms'),
    'faults.recovery_ms_max': percentile(recoveries, 1, 'ms'),
  };
}
