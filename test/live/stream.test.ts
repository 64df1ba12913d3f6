import assert from 'node:assert/strict';
import { nullLogger } from '../../src/base/log.ts';
import { systemClock } from '../../src/base/time.ts';
import type { SessionBackend } from '../../src/model/backend.ts';
import { freePort } from '../../src/opencode/freePort.ts';
import { HttpClient } from '../../src/opencode/httpClient.ts';
import { OpencodeBackend } from '../../src/opencode/opencodeBackend.ts';
import { newCredentials, serverEnvironment } from '../../src/opencode/serverEnvironment.ts';
import { checkHealth } from '../../src/opencode/serverHealth.ts';
import { ServerProcess } from '../../src/opencode/serverProcess.ts';
import { EventLog, LiveServer } from '../support/liveServer.ts';
import { isolatedOpencodeEnv } from '../support/model/opencodeConfig.ts';
import { opencodeBinary } from '../support/opencodeBinary.ts';
import { TcpProxy } from '../support/tcpProxy.ts';

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
