import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { AppError, type ErrorCode } from '../../src/base/errors.ts';
import { nullLogger } from '../../src/base/log.ts';
import { systemClock } from '../../src/base/time.ts';
import type { ServerState } from '../../src/model/server.ts';
import type { AttachSettings } from '../../src/opencode/attach.ts';
import { SessionService } from '../../src/session/sessionService.ts';
import { Store } from '../../src/session/store.ts';
import { TestAuthority, type Certificate } from '../support/certificates.ts';
import { Conversation } from '../support/conversation.ts';
import { freePort } from '../support/freePort.ts';
import { EventLog, LiveServer } from '../support/liveServer.ts';
import { isolatedOpencodeEnv } from '../support/model/opencodeConfig.ts';
import { PersonServer, type PersonServerOptions } from '../support/personServer.ts';
import { TcpProxy } from '../support/tcpProxy.ts';
import { TlsProxy } from '../support/tlsProxy.ts';
import { until } from '../support/until.ts';

/** With all that a password may have. */
const password = 'a:pässwörd ✓';

describe('a real server that the person runs', function () {
  this.timeout(120_000);
  let live: LiveServer;
  let server: PersonServer;
  let attach: AttachSettings | undefined;
  let states: ServerState[];

  const start = (options: Partial<PersonServerOptions> = {}) => {
    const env = isolatedOpencodeEnv(live.directory);
    return PersonServer.start({ env, cwd: live.directory, password, ...options });
  };

  /** Sets the URL, and what is kept for it. */
  const use = (url = server.origin, secret: string | undefined = password) => {
    const known = secret === undefined ? undefined : { username: 'opencode', password: secret };
    attach = { url, credentials: async () => known };
  };
  const useWithoutPassword = () => {
    attach = { url: server.origin, credentials: async () => undefined };
  };

  /** The world of the tests: the person's server works in it too. */
  async function open(): Promise<void> {
    attach = undefined;
    live = await LiveServer.start({
      settings: {
        get attach() {
          return attach;
        },
      },
    });
    states = [];
    live.pool.onDidChange(({ state }) => states.push(state));
  }

  async function fails(code: ErrorCode): Promise<AppError> {
    const error: unknown = await live.backend().then(
      () => assert.fail('It should not have been connected to.'),
      (reason: unknown) => reason,
    );
    assert.ok(AppError.is(error), String(error));
    assert.equal(error.code, code, error.message);
    const state = live.pool.state(live.root);
    assert.ok(state.kind === 'refused' && state.error.attachedTo === attach?.url);
    assert.ok(!`${error.message}${error.detail ?? ''}`.includes(password));
    return error;
  }

  describe('and goes on running', () => {
    before(async () => {
      await open();
      server = await start();
    });
    beforeEach(() => use());
    afterEach(async () => {
      await live.pool.stop(live.root);
      states = [];
      assert.ok(server.isRunning);
    });
    after(async () => {
      await server.stop();
      await live.end();
    });

    it('is worked with as if it were ours', async () => {
      const talk = await Conversation.open(live);
      assert.deepEqual(
        states.map((state) => (state.kind === 'starting' ? state.phase : state.kind)),
        ['connecting', 'ready'],
      );
      const state = live.pool.state(live.root);
      assert.ok(state.kind === 'ready' && state.startedBy === 'person');
      assert.equal(state.origin, server.origin);
      assert.match(state.version, /^1\./);
      await talk.prompt('hello');
      await talk.idle();
      assert.match(await talk.text(), /scripted model/);
      talk.close();
    });

    it('asks as its owner configured it, not as we start ours', async () => {
      const talk = await Conversation.open(live);
      await talk.prompt('bash');
      await talk.idle();
      assert.deepEqual(talk.requests(), []);
      assert.match(JSON.stringify(await talk.tools()), /hi-from-bash/);
      talk.close();
    });

    it('works in the folder that it is told, beside others', async () => {
      const other = live.addRoot('other');
      const here = await Conversation.open(live);
      const there = await Conversation.open(live, other);
      assert.equal(there.session.rootId, other);
      const ids = (await here.backend.listSessions()).map(({ id }) => id);
      assert.ok(ids.includes(here.session.id) && !ids.includes(there.session.id));
      await live.pool.stop(other);
      here.close();
      there.close();
    });

    it('does not let in whoever has no password or a wrong one', async () => {
      useWithoutPassword();
      await fails('password-missing');
      use(server.origin, 'another one');
      await fails('server-unauthorized');
      use();
      await (await live.backend()).listSessions();
      assert.equal(live.pool.state(live.root).kind, 'ready');
    });

    it('must have the folder, under the same path', async () => {
      const gone = live.addRoot('nowhere');
      rmSync(gone, { recursive: true });
      const backend = await live.backend(gone);
      await assert.rejects(backend.listSessions(), { code: 'folder-missing' });
      const state = live.pool.state(gone);
      assert.ok(state.kind === 'refused' && state.error.message.includes(gone));
    });

    it('goes on with its work when it is let go of', async () => {
      const talk = await Conversation.open(live);
      await talk.prompt('slow');
      await talk.log.take('textAppended');
      talk.close();
      await live.pool.stop(live.root);
      assert.equal(live.pool.state(live.root).kind, 'stopped');
      const again = await live.backend();
      assert.equal((await again.listStatuses()).get(talk.session.id)?.kind, 'busy');
      await again.abort(talk.session.id);
    });

    it('may stand below a path of a proxy', async () => {
      const proxy = await startPathProxy('/opencode', server.port);
      use(`${proxy.origin}/opencode/`);
      const talk = await Conversation.open(live);
      await talk.prompt('hello');
      await talk.idle();
      assert.match(await talk.text(), /scripted model/);
      talk.close();
      await live.pool.stop(live.root);
      await proxy.close();
    });

    it('is waited for when it cannot be heard in the middle of a turn', async () => {
      const proxy = await TcpProxy.start(server.port);
      use(proxy.origin);
      const talk = await Conversation.open(live);
      await talk.prompt('slow');
      await talk.log.take('textAppended');
      proxy.cut();
      await talk.log.until(() => talk.log.losses === 1, 'the loss');
      await assert.rejects(talk.backend.listSessions(), {
        code: 'server-unreachable',
        attachedTo: proxy.origin,
      });
      proxy.mend();
      await talk.log.connected(2);
      const seen = talk.log.events.length;
      await talk.log.until(() => talk.log.events.length > seen, 'an event of the new stream');
      assert.equal((await talk.backend.listStatuses()).get(talk.session.id)?.kind, 'busy');
      assert.equal(live.pool.state(live.root).kind, 'ready');
      await talk.backend.abort(talk.session.id);
      talk.close();
      await live.pool.stop(live.root);
      await proxy.close();
    });

    describe('behind TLS', () => {
      let authority: TestAuthority;
      let proxy: TlsProxy | undefined;

      before(function () {
        if (!TestAuthority.isPossible) this.skip();
        authority = new TestAuthority(live.directory);
        // Node reads the certificates of the system from here, once.
        process.env['SSL_CERT_FILE'] = authority.file;
      });
      after(() => {
        delete process.env['SSL_CERT_FILE'];
      });
      afterEach(async () => {
        await live.pool.stop(live.root);
        await proxy?.close();
        proxy = undefined;
      });

      async function show(certificate: Certificate): Promise<TlsProxy> {
        proxy = await TlsProxy.start(server.port, certificate);
        use(proxy.origin);
        return proxy;
      }

      it('is believed when the system knows who signed for it', async () => {
        await show(authority.issue());
        const talk = await Conversation.open(live);
        await talk.prompt('hello');
        await talk.idle();
        assert.match(await talk.text(), /scripted model/);
        talk.close();
      });

      const wrong: readonly (readonly [string, () => Certificate, RegExp])[] = [
        ['signs for itself', () => authority.selfSigned(), /self-signed/],
        [
          'has an authority that nobody knows',
          () => new TestAuthority(live.directory, 'stranger').issue(),
          /authority is not (known|trusted)/,
        ],
        ['has expired', () => authority.issue({ days: -1 }), /has expired/],
        [
          'is made for another name',
          () => authority.issue({ name: 'DNS:other.example' }),
          /another name/,
        ],
      ];
      for (const [about, certificate, reason] of wrong) {
        it(`is not believed when its certificate ${about}, whatever the environment says`, async () => {
          await show(certificate());
          process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
          try {
            assert.match((await fails('server-untrusted')).message, reason);
          } finally {
            delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
          }
        });
      }

      it('is told from one that speaks no TLS', async () => {
        use(server.origin.replace('http:', 'https:'));
        assert.match((await fails('server-unreachable')).message, /does not speak TLS/);
      });

      it('is told from one that speaks nothing else', async () => {
        const { origin } = await show(authority.issue());
        use(origin.replace('https:', 'http:'));
        await fails('server-unreachable');
      });
    });

    describe('in the end', () => {
      it('is still there', async () => {
        await live.backend();
        await live.pool.stopAll();
        live.pool.dispose();
        assert.ok(server.isRunning);
        const answer = await fetch(`${server.origin}/global/health`);
        assert.equal(answer.status, 401);
      });
    });
  });

  describe('and comes and goes', () => {
    beforeEach(open);
    afterEach(async () => {
      await live.pool.stop(live.root);
      await server.stop();
      await live.end();
    });

    it('is found as soon as it is there', async () => {
      const port = await freePort();
      use(`http://127.0.0.1:${port}`);
      assert.match((await fails('server-unreachable')).message, /nothing listens there/);
      server = await start({ port });
      await (await live.backend()).listSessions();
      assert.equal(live.pool.state(live.root).kind, 'ready');
    });

    it('is met again after it was started anew in the middle of a turn', async () => {
      server = await start();
      use();
      const talk = await Conversation.open(live);
      await talk.prompt('slow');
      await talk.log.take('textAppended');
      await server.stop();
      await talk.log.until(() => talk.log.losses === 1, 'the loss');
      server = await start({ port: server.port });
      await talk.log.connected(2);
      assert.equal((await talk.backend.listStatuses()).size, 0);
      assert.match(await talk.text(), /script:slow/);
      assert.equal(live.pool.state(live.root).kind, 'ready');
      talk.close();
    });

    it('is refused when it comes back with another password', async () => {
      server = await start();
      use();
      const log = new EventLog(await live.backend());
      await log.connected();
      await server.stop();
      server = await start({ port: server.port, password: 'a new one' });
      await until(() => states.at(-1)?.kind === 'refused', { what: 'the refusal' });
      const state = states.at(-1);
      assert.ok(state?.kind === 'refused' && state.error.code === 'server-unauthorized');
      log.dispose();
      use(server.origin, 'a new one');
      await (await live.backend()).listSessions();
    });

    it('is set and taken away again while sessions are open, and nothing of them is lost', async () => {
      server = await start();
      const store = new Store({ onError: (error) => assert.fail(String(error)) });
      const sessions = new SessionService({
        store,
        pool: live.pool,
        clock: systemClock,
        log: nullLogger,
      });
      const root = () => store.state.roots.get(live.root);
      const say = async (
        script: string,
        target: Parameters<SessionService['prompt']>[0]['target'],
      ) => {
        const text = `Go on. [[script:${script}]]`;
        const id = await sessions.prompt({ rootId: live.root, target, text });
        await until(() => root()?.statuses.has(id), { what: 'the turn' });
        await until(() => !root()?.statuses.has(id), { what: 'the end of the turn' });
        return id;
      };
      const startedBy = () => {
        const state = live.pool.state(live.root);
        return state.kind === 'ready' ? state.startedBy : state.kind;
      };
      sessions.addRoot(live.root, 'project');

      const id = await say('hello', { kind: 'draft', draftId: 'draft-1' });
      const viewer = sessions.openTranscript(live.root, id);
      await until(() => root()?.transcripts.has(id), { what: 'the conversation' });
      assert.equal(startedBy(), 'thisWindow');
      const messages = () => root()?.transcripts.get(id)?.messages.length;
      assert.equal(messages(), 2);

      use();
      await sessions.restart(live.root);
      assert.equal(startedBy(), 'person');
      assert.equal(messages(), 2);
      await say('hello', { kind: 'session', sessionId: id });
      assert.equal(messages(), 4);

      attach = undefined;
      await live.pool.stop(live.root);
      assert.equal(startedBy(), 'stopped');
      assert.equal(messages(), 4);
      await say('hello', { kind: 'session', sessionId: id });
      assert.equal(startedBy(), 'thisWindow');
      assert.equal(messages(), 6);
      assert.ok(server.isRunning);
      viewer.dispose();
      sessions.dispose();
      store.dispose();
    });
  });
});

/** What a web server does that shows OpenCode below a path of its own. */
async function startPathProxy(path: string, port: number) {
  const server = createServer((incoming, answer) => {
    if (!incoming.url?.startsWith(`${path}/`)) return void answer.writeHead(404).end();
    const { method, headers } = incoming;
    const target = { port, path: incoming.url.slice(path.length), method, headers };
    const upstream = request({ host: '127.0.0.1', ...target }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    upstream.on('error', () => answer.destroy());
    answer.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
