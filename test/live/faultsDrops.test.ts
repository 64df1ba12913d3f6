import { turnsEnd } from '../support/faults/agreement.ts';
import { answering } from '../support/faults/answering.ts';
import { asksFirst } from '../support/faults/asksFirst.ts';
import { FaultWorld } from '../support/faults/faultWorld.ts';
import { PlainServer } from '../support/faults/plainServer.ts';
import { dropAll, dropSome, type StreamPlan } from '../support/faults/streamFaults.ts';
import { LiveServer } from '../support/liveServer.ts';

/** What turns are told by; those of one line are left out by streams beside each other. */
const kinds = [
  'session.created session.updated session.status session.idle',
  'message.updated message.part.updated message.part.delta sync todo.updated',
  'permission.asked permission.replied question.asked question.replied',
];

describe('a real turn of which not everything is told', function () {
  this.timeout(240_000);
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

  for (const line of kinds) {
    it(`is known in the end although one of these never arrives: ${line}`, async () => {
      await Promise.all(line.split(' ').map((type) => turn(() => dropAll(type))));
    });
  }

  it('is known in the end although every third, fifth or ninth frame is missing', async () => {
    await Promise.all([3, 5, 9].map((nth) => turn(() => dropSome(nth))));
  });

  async function turn(plan: () => StreamPlan): Promise<void> {
    const world = await FaultWorld.open(server);
    world.proxy.nextPlan = plan;
    world.proxy.cut();
    const answers = answering(world.client);
    try {
      const session = await world.begin('faults-round');
      await turnsEnd(server.direct, world.root, [session]);
      await world.agree();
    } finally {
      answers.dispose();
      await world.close();
    }
  }
});
