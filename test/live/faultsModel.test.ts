import assert from 'node:assert/strict';
import type { SessionId } from '../../src/model/ids.ts';
import { turnsEnd } from '../support/faults/agreement.ts';
import { FaultWorld } from '../support/faults/faultWorld.ts';
import { PlainServer } from '../support/faults/plainServer.ts';
import { LiveServer } from '../support/liveServer.ts';

/** The provider fails, and the stream is cut meanwhile. */
describe('a real server whose model fails', function () {
  this.timeout(240_000);
  let live: LiveServer;
  let server: PlainServer;
  let world: FaultWorld;

  before(async () => {
    live = await LiveServer.start();
    server = await PlainServer.start(live);
  });
  beforeEach(async () => {
    world = await FaultWorld.open(server);
  });
  afterEach(async () => world.close());
  after(async () => {
    await server.stop();
    await live.end();
  });

  const status = (session: SessionId) => world.client.root.statuses.get(session)?.kind;

  for (const isCut of [false, true]) {
    const how = isCut ? ', and a cut' : '';

    it(`tells of a refused key${how}`, async () => {
      const session = await world.begin('err401');
      if (isCut) await world.lose();
      await turnsEnd(server.direct, world.root, [session]);
      await world.agree();
      const last = world.client.root.transcripts.get(session)?.messages.last;
      assert.ok(last?.role === 'assistant' && last.error?.statusCode === 401);
    });

    it(`goes on after a rate limit${how}`, async () => {
      const session = await world.begin('err429');
      await world.client.until(() => status(session) === 'retry', 'the retry');
      if (isCut) await world.lose();
      await turnsEnd(server.direct, world.root, [session]);
      await world.agree();
    });

    it(`shows what broke off only once when it is said again${how}`, async () => {
      const session = await world.begin('cut');
      const attempt = () => {
        const now = world.client.root.statuses.get(session);
        return now?.kind === 'retry' ? now.attempt : 0;
      };
      await world.client.until(() => attempt() === 1, 'a retry');
      if (isCut) await world.lose();
      await world.client.until(() => attempt() === 2, 'another retry');
      await world.client.sessions.stopSession(world.root, session);
      await turnsEnd(server.direct, world.root, [session]);
      await world.agree();
    });

    for (const script of ['err500', 'cut', 'faults-hang']) {
      const wanted = script === 'faults-hang' ? 'busy' : 'retry';

      it(`can be stopped when the model meets ${script}${how}`, async () => {
        const session = await world.begin(script);
        await world.client.until(() => status(session) === wanted, wanted);
        if (isCut) await world.lose();
        await world.client.until(() => status(session) !== undefined, 'the turn to go on');
        await world.client.sessions.stopSession(world.root, session);
        await turnsEnd(server.direct, world.root, [session]);
        await world.agree();
        assert.equal(status(session), undefined);
        await world.prompt(session, 'hello');
        await turnsEnd(server.direct, world.root, [session]);
        await world.agree();
      });
    }
  }
});
