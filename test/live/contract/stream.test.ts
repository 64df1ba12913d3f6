import assert from 'node:assert/strict';
import { nullLogger } from '../../../src/base/log.ts';
import { systemClock } from '../../../src/base/time.ts';
import type { SessionBackend } from '../../../src/model/backend.ts';
import { freePort } from '../../../src/opencode/server/freePort.ts';
import { HttpClient } from '../../../src/opencode/http/httpClient.ts';
import { OpencodeBackend } from '../../../src/opencode/opencodeBackend.ts';
import {
  newCredentials,
  serverEnvironment,
} from '../../../src/opencode/server/serverEnvironment.ts';
import { checkHealth } from '../../../src/opencode/server/serverHealth.ts';
import { ServerProcess } from '../../../src/opencode/server/serverProcess.ts';
import type { SessionId } from '../../../src/model/ids.ts';
import type { TextPart } from '../../../src/model/part.ts';
import { anything } from '../../../src/opencode/wire/wire.ts';
import { FaultWorld } from '../../support/faults/faultWorld.ts';
import { PlainServer } from '../../support/faults/plainServer.ts';
import { EventLog, LiveServer } from '../../support/liveServer.ts';
import { isolatedOpencodeEnv } from '../../support/model/opencodeConfig.ts';
import { opencodeBinary } from '../../support/opencodeBinary.ts';
import { TcpProxy } from '../../support/tcpProxy.ts';

describe('a real stream over a bad network', function () {
  this.timeout(60_000);
  let live: LiveServer;
  let server: ServerProcess;
  let proxy: TcpProxy;
  let http: HttpClient;
  let backend: SessionBackend;
  let log: EventLog;

  before(async () => {
    live = await LiveServer.start();
    const port = await freePort();
    const credentials = newCredentials();
    const base = isolatedOpencodeEnv(live.directory);
    const env = serverEnvironment(base, credentials, { env: {}, pathEntries: [] });
    const launch = { binary: opencodeBinary(), directory: live.root, port, env, secrets: [] };
    server = new ServerProcess({ ...launch, clock: systemClock, onOutput: () => undefined });
    await server.ready(new AbortController().signal);
    proxy = await TcpProxy.start(port);
    http = new HttpClient({ origin: proxy.origin, directory: live.root, credentials });
    backend = new OpencodeBackend({
      rootId: live.root,
      serverVersion: await checkHealth(http, new AbortController().signal),
      http,
      clock: systemClock,
      log: nullLogger,
      ended: new AbortController().signal,
      settle: async () => undefined,
    });
    log = new EventLog(backend);
    await log.connected();
  });

  after(async () => {
    log.dispose();
    http.dispose();
    await proxy.close();
    await server.stop(async () => undefined);
    await live.end();
  });

  it('comes back after a cut in the middle of an answer, and nothing is lost for good', async () => {
    const session = await backend.createSession({ title: 'A test' });
    const id = backend.newMessageId();
    await backend.prompt(session.id, { id, text: '[[script:slow]]' });
    await log.take('textAppended');
    proxy.cut();
    await log.until(() => log.losses === 1, 'the loss');
    proxy.mend();
    await log.connected(2);
    assert.equal((await backend.listStatuses()).get(session.id)?.kind, 'busy');
    const before = log.events.length;
    await log.until(() => log.events.length > before, 'an event of the new stream');
    await backend.abort(session.id);
    await log.take('statusChanged', ({ status }) => status.kind === 'idle');
    const { messages } = await backend.transcript(session.id, { limit: 10 });
    const stored = messages.at(-1)?.parts.find((part) => part.kind === 'text');
    const seen = log.events.find(
      (event) => event.kind === 'textAppended' && event.partId === stored?.id,
    );
    assert.ok(stored?.kind === 'text' && seen?.kind === 'textAppended');
    assert.ok(stored.text.startsWith(seen.text));
    assert.deepEqual([log.connections, log.losses], [2, 1]);
  });

  it('refuses what cannot be reached with a code that says so', async () => {
    proxy.cut();
    await assert.rejects(backend.listSessions(), { code: 'server-unreachable' });
    proxy.mend();
  });
});

describe('a real stream that is lost or slept over', function () {
  this.timeout(90_000);
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
  afterEach(() => world.close());
  after(async () => {
    await server.stop();
    await live.end();
  });

  /** The text of the newest answer that is being written, or has been. */
  function textOf(id: SessionId): TextPart | undefined {
    const last = world.client.root.transcripts.get(id)?.messages.last;
    const parts = last?.role === 'assistant' ? last.parts : [];
    return parts.findLast((part) => part.kind === 'text');
  }

  async function writing(): Promise<SessionId> {
    const id = await world.begin('slow');
    await world.client.until(() => (textOf(id)?.text.length ?? 0) > 20, 'some text');
    return id;
  }

  it('marks where a text goes on after a loss, until the whole text is there', async () => {
    const id = await writing();
    assert.equal(textOf(id)?.gaps, undefined);
    await world.lose();
    await world.client.until(() => textOf(id)?.gaps !== undefined, 'more of the text');
    const [gap] = textOf(id)?.gaps ?? [];
    assert.ok(gap !== undefined && gap > 20, 'what was shown stays');
    await world.client.sessions.stopSession(world.root, id);
    await world.client.until(() => textOf(id)?.endedAt !== undefined, 'the end of the text');
    assert.equal(textOf(id)?.gaps, undefined);
    await world.agree();
  });

  it('marks nothing when all is only fetched once more', async () => {
    const id = await writing();
    const before = textOf(id)?.text.length ?? 0;
    await world.client.sessions.refresh(world.root);
    await world.client.until(() => (textOf(id)?.text.length ?? 0) > before + 40, 'more text');
    assert.equal(textOf(id)?.gaps, undefined);
    await world.client.sessions.stopSession(world.root, id);
    await world.agree();
  });

  it('opens a stream and fetches all anew when the machine wakes up', async () => {
    const links = world.proxy.links.length;
    await server.direct.send('POST', '/session', anything, { body: { title: 'Made by others' } });
    world.clock.skip(60_000);
    await world.client.until(() => world.client.liveAt.length > 1, 'a new snapshot');
    assert.equal(world.proxy.links.length, links + 1);
    await world.agree();
  });
});
