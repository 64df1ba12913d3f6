import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AppError } from '../../../../src/base/errors.ts';
import type { AttachSettings } from '../../../../src/opencode/server/attach.ts';
import type { Credentials } from '../../../../src/opencode/server/serverEnvironment.ts';
import {
  health,
  html,
  sendJson,
  startAnswers,
  type Answer,
  type AnswerServer,
} from '../../../support/answers.ts';
import { freePort } from '../../../support/freePort.ts';
import { ProgramPool } from '../../../support/programPool.ts';
import { until } from '../../../support/until.ts';
import { watchLosses } from '../../../support/watchedLosses.ts';

const sent = { username: 'opencode', password: 'a-secret-of-this-test' };
const encoded = `Basic ${Buffer.from('opencode:a-secret-of-this-test').toString('base64')}`;

describe('a server that the person runs', () => {
  let world: ProgramPool;
  let server: AnswerServer;
  let answer: Answer;
  let version = '1.18.33';
  let attach: AttachSettings | undefined;
  /** What is kept for the server at the moment. */
  let kept: Credentials | undefined;

  beforeEach(async () => {
    answer = healthy;
    version = '1.18.33';
    world = new ProgramPool();
    server = await startAnswers((request, response) => answer(request, response));
  });
  afterEach(async () => {
    await world.end();
    await server.close();
  });

  function healthy(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === '/global/health') return sendJson(response, { healthy: true, version });
    if (request.url !== '/global/event') return sendJson(response, []);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"payload":{"type":"server.connected","properties":{}}}\n\n');
  }

  function open(url = server.origin, credentials?: Credentials): void {
    kept = credentials;
    attach = { url, credentials: async () => kept };
    world.open('/nowhere/opencode', {
      settings: () => ({ binaryPath: '/nowhere/opencode', permissionMode: 'ask', attach }),
    });
  }

  const urls = () => server.requests.map(({ url }) => url);

  async function refused(code: Parameters<ProgramPool['fails']>[0]): Promise<AppError> {
    const error = await world.fails(code);
    assert.equal(error.attachedTo, server.origin);
    assert.equal(world.kinds().at(-1), 'refused');
    assert.ok(!`${error.message}${error.detail ?? ''}`.includes(sent.password));
    return error;
  }

  it('is connected to, and said to be the person’s', async () => {
    open();
    await world.pool.backend(world.root);
    assert.deepEqual(world.kinds(), ['connecting', 'ready']);
    const state = world.pool.state(world.root);
    const place = { version: '1.18.33', origin: server.origin, startedBy: 'person' };
    assert.deepEqual(state, { kind: 'ready', ...place });
  });

  it('is sent no authorization when nothing is kept for it', async () => {
    open();
    await (await world.pool.backend(world.root)).listSessions();
    assert.ok(server.requests.length > 1);
    for (const { headers } of server.requests) assert.equal(headers.authorization, undefined);
  });

  it('is sent what is kept for its scheme, host and port', async () => {
    const asked: string[] = [];
    open();
    const credentials = async (origin: string) => {
      asked.push(origin);
      return sent;
    };
    attach = { url: `${server.origin}/`, credentials };
    await world.pool.backend(world.root);
    const [request] = server.requests;
    assert.equal(request?.headers.authorization, encoded);
    assert.equal(request.headers['x-opencode-directory'], encodeURIComponent(world.root));
    assert.deepEqual(asked, [server.origin]);
  });

  it('may stand below a path', async () => {
    open(`${server.origin}/opencode/`);
    answer = (request, response) => {
      request.url = request.url?.replace(/^\/opencode(?=\/)/, '') ?? '';
      healthy(request, response);
    };
    const backend = await world.pool.backend(world.root);
    await backend.listSessions();
    const state = world.pool.state(world.root);
    assert.ok(state.kind === 'ready');
    assert.equal(state.origin, `${server.origin}/opencode`);
    assert.ok(urls().some((url) => url?.startsWith('/session?')));
  });

  it('is asked for nothing when it is let go of', async () => {
    open();
    await (await world.pool.backend(world.root)).listSessions();
    const before = urls().length;
    await world.pool.stop(world.root);
    assert.equal(world.kinds().at(-1), 'stopped');
    await world.pool.backend(world.root);
    await world.pool.stopAll();
    world.pool.dispose();
    assert.ok(
      urls()
        .slice(before)
        .every((url) => url?.startsWith('/global/health')),
    );
    assert.ok(server.requests.every(({ method }) => method === 'GET'));
  });

  const answers: readonly (readonly [string, Parameters<ProgramPool['fails']>[0], Answer])[] = [
    ['an older one', 'server-too-old', health('1.2.3')],
    ['a newer generation', 'server-too-new', health('2.0.4')],
    [
      'a newer generation, by its routes',
      'server-too-new',
      (request, response) =>
        request.url === '/api/health' ? sendJson(response, { pid: 1 }) : html(response),
    ],
    ['a web site', 'server-foreign', (_request, response) => html(response)],
    ['another service', 'server-foreign', (_request, response) => sendJson(response, { ok: 1 })],
    ['one without the route', 'server-foreign', (_, response) => sendJson(response, {}, 404)],
    ['a proxy alone', 'server-unreachable', (_, response) => html(response, 502)],
    ['one that forbids it', 'http-status', (_, response) => sendJson(response, {}, 403)],
    ['one that wants a password', 'password-missing', (_, response) => html(response, 401)],
    ['one that hangs up', 'server-unreachable', (request) => request.destroy()],
  ];
  for (const [about, code, first] of answers) {
    it(`is refused as ${code} when it is ${about}`, async () => {
      open();
      answer = first;
      await refused(code);
      answer = healthy;
      await world.pool.backend(world.root);
      assert.equal(world.kinds().at(-1), 'ready');
    });
  }

  it('is told from one that refuses the password it got', async () => {
    open(server.origin, sent);
    answer = (_request, response) => sendJson(response, { said: sent.password }, 401);
    await refused('server-unauthorized');
  });

  it('is missed soon when nothing listens', async () => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    open(origin);
    const error = await world.fails('server-unreachable');
    assert.match(error.message, /nothing listens there/);
    assert.equal(error.attachedTo, origin);
    assert.equal(world.kinds().at(-1), 'refused');
  });

  it('is missed after a while when it does not answer', async () => {
    open();
    answer = () => undefined;
    const failing = world.fails('server-unreachable');
    await until(() => urls().length === 1, { what: 'the request' });
    world.clock.advance(15_000);
    const error = await failing;
    assert.match(error.message, /in time/);
    assert.equal(error.attachedTo, server.origin);
  });

  it('need not be waited for', async () => {
    open();
    answer = () => undefined;
    const failing = world.fails('cancelled');
    await until(() => urls().length === 1, { what: 'the request' });
    await world.pool.stop(world.root);
    await failing;
    assert.equal(world.kinds().at(-1), 'stopped');
  });

  it('need not be waited for when nobody says what is kept for it', async () => {
    open();
    attach = { url: server.origin, credentials: () => new Promise(() => undefined) };
    const failing = world.fails('cancelled');
    await until(() => world.kinds().includes('connecting'), { what: 'the start' });
    await world.pool.stop(world.root);
    await failing;
    assert.equal(world.kinds().at(-1), 'stopped');
    assert.deepEqual(urls(), []);
  });

  it('is not waited for when it speaks another protocol', async () => {
    const other = createServer((socket) => socket.end('220 smtp.example.com ESMTP\r\n'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(address !== null && typeof address !== 'string');
    open(`http://127.0.0.1:${address.port}`);
    const error = await world.fails('server-unreachable');
    other.close();
    assert.ok(error.message.length > 40, error.message);
  });

  it('is refused with what is wrong with its URL, without repeating it', async () => {
    open('http://me:hunter2@127.0.0.1:1');
    const error = await world.fails('bad-server-url');
    assert.match(error.message, /Set Server Password/);
    assert.doesNotMatch(error.message, /hunter2/);
    assert.equal(world.kinds().at(-1), 'refused');
  });

  it('must have the folder', async () => {
    open();
    answer = (request, response) => {
      if (request.url?.startsWith('/file')) sendJson(response, { name: 'UnknownError' }, 500);
      else healthy(request, response);
    };
    const backend = await world.pool.backend(world.root);
    await assert.rejects(backend.listSessions(), { code: 'folder-missing' });
    const state = world.pool.state(world.root);
    assert.ok(state.kind === 'refused');
    assert.ok(state.error.message.includes(world.root));
  });

  describe('whose stream was lost', () => {
    async function lose(): Promise<readonly AppError[]> {
      const watch = await watchLosses(await world.pool.backend(world.root));
      watches.push(watch);
      return watch.losses;
    }
    const watches: { dispose(): void }[] = [];
    let streams: ServerResponse[];
    const listening: Answer = (request, response) => {
      if (request.url === '/global/event') streams.push(response);
      healthy(request, response);
    };
    beforeEach(() => {
      streams = [];
      open();
      answer = listening;
    });
    afterEach(() => watches.splice(0).forEach((watch) => watch.dispose()));

    /** Ends the stream and lets the pause before the next attempt pass. */
    async function again(): Promise<void> {
      for (const stream of streams.splice(0)) stream.destroy();
      await until(
        () => {
          world.clock.advance(250);
          return urls().filter((url) => url === '/global/health').length >= 3;
        },
        { what: 'the next attempt' },
      );
    }

    it('is refused when it comes back with a password', async () => {
      const losses = await lose();
      answer = (_request, response) => sendJson(response, {}, 401);
      await again();
      await until(() => world.kinds().at(-1) === 'refused', { what: 'the refusal' });
      const state = world.pool.state(world.root);
      assert.ok(state.kind === 'refused' && state.error.code === 'password-missing');
      assert.equal(losses.length, 1);
    });

    for (const after of [sent, undefined])
      it(`is met with what is kept then: ${after ? 'a new password' : 'none any more'}`, async () => {
        kept = after ? undefined : sent;
        await lose();
        kept = after;
        answer = (request, response) => {
          if (request.headers.authorization === (after && encoded)) listening(request, response);
          else sendJson(response, {}, 401);
        };
        await again();
        await until(() => streams.length === 1, { what: 'the stream' });
        await (await world.pool.backend(world.root)).listSessions();
      });

    it('is refused when it comes back as one that is too old', async () => {
      await lose();
      version = '1.2.3';
      await again();
      await until(() => world.kinds().at(-1) === 'refused', { what: 'the refusal' });
    });

    it('is met anew when it comes back with another version', async () => {
      await lose();
      version = '1.19.0';
      await again();
      await until(
        () => {
          world.clock.advance(1_000);
          const state = world.pool.state(world.root);
          return state.kind === 'ready' && state.version === '1.19.0';
        },
        { what: 'the other version' },
      );
    });

    it('is waited for while only its proxy answers', async () => {
      await lose();
      answer = (_request, response) => html(response, 502);
      await again();
      answer = listening;
      await until(
        () => {
          world.clock.advance(1_000);
          return streams.length === 1;
        },
        { what: 'the stream' },
      );
      assert.equal(world.kinds().at(-1), 'ready');
    });
  });
});
