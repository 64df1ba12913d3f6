import assert from 'node:assert/strict';
import { AttachedWorld } from '../support/attachedWorld.ts';
import { Conversation } from '../support/conversation.ts';
import { freePort } from '../support/freePort.ts';
import { EventLog } from '../support/liveServer.ts';
import { TcpProxy } from '../support/tcpProxy.ts';
import { until } from '../support/until.ts';

describe('a real server that the person runs, coming and going', function () {
  this.timeout(120_000);
  let world: AttachedWorld;

  beforeEach(async () => {
    world = await AttachedWorld.open();
  });
  afterEach(() => world.end());

  const stateNow = () => world.live.pool.state(world.live.root);

  it('is found as soon as it is there', async () => {
    const port = await freePort();
    world.use(`http://127.0.0.1:${port}`);
    assert.match((await world.fails('server-unreachable')).message, /nothing listens there/);
    await world.start({ port });
    await (await world.live.backend()).listSessions();
    assert.equal(stateNow().kind, 'ready');
  });

  it('is waited for when it cannot be heard in the middle of a turn', async () => {
    await world.start();
    const proxy = await TcpProxy.start(world.server.port);
    world.use(proxy.origin);
    const talk = await Conversation.open(world.live);
    await talk.prompt('slow');
    await talk.log.take('textAppended');
    proxy.cut();
    await talk.log.until(() => talk.log.losses === 1, 'the loss');
    const away = { code: 'server-unreachable', attachedTo: proxy.origin };
    await assert.rejects(talk.backend.listSessions(), away);
    proxy.mend();
    await talk.log.connected(2);
    const seen = talk.log.events.length;
    await talk.log.until(() => talk.log.events.length > seen, 'an event of the new stream');
    assert.equal((await talk.backend.listStatuses()).get(talk.session.id)?.kind, 'busy');
    assert.equal(stateNow().kind, 'ready');
    await talk.backend.abort(talk.session.id);
    talk.close();
    await proxy.close();
  });

  it('is met again after it was started anew in the middle of a turn', async () => {
    await world.start();
    world.use();
    const talk = await Conversation.open(world.live);
    await talk.prompt('slow');
    await talk.log.take('textAppended');
    await world.restart();
    await talk.log.connected(2);
    assert.equal((await talk.backend.listStatuses()).size, 0);
    assert.match(await talk.text(), /script:slow/);
    assert.equal(stateNow().kind, 'ready');
    talk.close();
  });

  it('is refused when it comes back with another password', async () => {
    await world.start();
    world.use();
    const log = new EventLog(await world.live.backend());
    await log.connected();
    await world.restart({ password: 'a new one' });
    await until(() => stateNow().kind === 'refused', { what: 'the refusal' });
    const state = stateNow();
    assert.ok(state.kind === 'refused' && state.error.code === 'server-unauthorized');
    log.dispose();
    world.use(world.server.origin, 'a new one');
    await (await world.live.backend()).listSessions();
  });
});
