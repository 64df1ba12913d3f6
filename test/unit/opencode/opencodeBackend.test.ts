import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createDeferred } from '../../../src/base/deferred.ts';
import { AppError } from '../../../src/base/errors.ts';
import { nullLogger } from '../../../src/base/log.ts';
import { messageId, rootId, sessionId } from '../../../src/model/ids.ts';
import { HttpClient } from '../../../src/opencode/http/httpClient.ts';
import { OpencodeBackend } from '../../../src/opencode/opencodeBackend.ts';
import { anything } from '../../../src/opencode/wire/wire.ts';
import { sendJson, startAnswers, type AnswerServer } from '../../support/answers.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { until } from '../../support/until.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const slow = new AppError('server-unreachable', 'The OpenCode server did not answer /config.');

describe('a backend that must know first what may run unasked', () => {
  let server: AnswerServer;
  let http: HttpClient;
  let backend: OpencodeBackend;
  const root = rootId('/project');
  const session = sessionId('ses_1');

  async function open(settle: () => Promise<void>, answer?: Answer): Promise<void> {
    const byDefault: Answer = (_request, response) => sendJson(response, []);
    server = await startAnswers(answer ?? byDefault);
    const target = {
      origin: server.origin,
      directory: root,
      credentials: { username: 'u', password: 'p' },
    };
    http = new HttpClient(target);
    backend = new OpencodeBackend({
      rootId: root,
      serverVersion: '1.99.0',
      http,
      clock: new FakeClock(),
      log: nullLogger,
      ended: new AbortController().signal,
      settle,
    });
  }

  afterEach(async () => {
    http.dispose();
    await server.close();
  });

  const posts = () =>
    server.requests.filter(({ method }) => method === 'POST').map(({ url }) => url);
  const urls = () => server.requests.map(({ url }) => url?.split('?')[0]);
  const prompt = () => backend.prompt(session, { id: backend.newMessageId(), text: 'Go on.' });

  it('sends nothing before it knows', async () => {
    const settled = createDeferred<void>();
    await open(() => settled.promise);
    const sent = prompt();
    await http.get('/probe', anything);
    assert.deepEqual(urls(), ['/probe']);
    settled.resolve();
    await sent;
    assert.deepEqual(urls(), ['/probe', '/session/ses_1/prompt_async']);
  });

  it('tries to know again when the server was slow once', async () => {
    const outcomes = [slow, undefined];
    await open(async () => raise(outcomes.shift()));
    await assert.rejects(prompt(), slow);
    assert.deepEqual(urls(), []);
    await prompt();
    assert.deepEqual(urls(), ['/session/ses_1/prompt_async']);
    assert.equal(outcomes.length, 0);
  });

  it('never tries again when the answer was no', async () => {
    const no = new AppError('acts-unasked', 'It would act without asking.');
    const outcomes = [no, undefined];
    await open(async () => raise(outcomes.shift()));
    await assert.rejects(prompt(), no);
    await assert.rejects(prompt(), no);
    assert.deepEqual(urls(), []);
  });

  it('finds one session, unless it is another folder’s or nobody’s', async () => {
    const answers: Readonly<Record<string, unknown>> = {
      '/session/ses_1': listed('ses_1'),
      '/session/ses_2': { ...listed('ses_2'), directory: '/elsewhere' },
    };
    await open(
      async () => undefined,
      ({ url = '' }, response) =>
        sendJson(response, answers[url] ?? {}, url in answers ? 200 : 404),
    );
    const found = await Promise.all(
      ['ses_1', 'ses_2', 'ses_3'].map((id) => backend.session(sessionId(id))),
    );
    assert.deepEqual(
      found.map((one) => one?.id),
      ['ses_1', undefined, undefined],
    );
  });

  it('tells what a turn has changed, by its prompt', async () => {
    const known = { file: 'a.ts', patch: '@@', additions: 1, deletions: 2, status: 'modified' };
    await open(
      async () => undefined,
      (_request, response) => sendJson(response, [known, { additions: 1 }, 'x']),
    );
    assert.deepEqual(await backend.turnChanges(session, messageId('msg_1')), [
      { path: 'a.ts', status: 'modified', patch: '@@', additions: 1, deletions: 2 },
    ]);
    const { pathname, searchParams } = new URL(server.requests[0]?.url ?? '', server.origin);
    assert.deepEqual([pathname, searchParams.get('messageID')], ['/session/ses_1/diff', 'msg_1']);
  });

  it('ends those who work for an aborted session, and what they asked', async () => {
    const answers: Readonly<Record<string, unknown>> = {
      '/session/ses_1/children': [listed('ses_2'), listed('ses_3')],
      '/session/ses_2/children': [listed('ses_4')],
      '/permission': [asked('per_1', 'ses_4'), asked('per_2', 'other')],
    };
    const statuses = [{ ses_2: busy, ses_3: { type: 'idle' }, other: busy }, { other: busy }];
    await open(
      async () => undefined,
      ({ url = '' }, response) =>
        sendJson(response, url === '/session/status' ? statuses.shift() : (answers[url] ?? [])),
    );
    await backend.abort(session);
    assert.deepEqual(posts(), [
      '/session/ses_1/abort',
      '/session/ses_2/abort',
      '/permission/per_1/reply',
    ]);
  });

  it('ends a session again whose turn began only when it had been aborted', async () => {
    const statuses = [{ ses_1: busy }, {}];
    await open(
      async () => undefined,
      ({ url }, response) => sendJson(response, url === '/session/status' ? statuses.shift() : []),
    );
    await backend.abort(session);
    assert.deepEqual(posts(), ['/session/ses_1/abort', '/session/ses_1/abort']);
    assert.equal(statuses.length, 0);
  });

  it('does not end a session for ever that goes on being busy', async () => {
    await open(
      async () => undefined,
      ({ url }, response) => sendJson(response, url === '/session/status' ? { ses_1: busy } : []),
    );
    await backend.abort(session);
    assert.equal(posts().length, 4);
  });

  it('has aborted a session although what it asked cannot be closed', async () => {
    const answers: Readonly<Record<string, unknown>> = {
      '/session/status': {},
      '/permission': [asked('per_1', 'ses_1'), asked('per_2', 'ses_1')],
    };
    await open(
      async () => undefined,
      ({ url = '' }, response) => {
        if (url.startsWith('/permission/per_1')) sendJson(response, {}, 500);
        else sendJson(response, answers[url] ?? []);
      },
    );
    await backend.abort(session);
    assert.ok(urls().includes('/permission/per_2/reply'));
  });

  it('gives an abort up when nobody waits for it any more', async () => {
    await open(
      async () => undefined,
      () => undefined,
    );
    const nobody = new AbortController();
    const aborted = backend.abort(session, nobody.signal);
    await until(() => server.requests.length > 0, { what: 'the request' });
    nobody.abort();
    await assert.rejects(aborted, { code: 'cancelled' });
  });

  it('waits once more when OpenCode reloads while it finds out', async () => {
    const settling = [createDeferred<void>(), createDeferred<void>()];
    let begun = 0;
    let stream: ServerResponse | undefined;
    await open(
      () => settling[begun++]?.promise ?? assert.fail('It settles too often.'),
      (request, response) => {
        if (request.url !== '/global/event') return sendJson(response, []);
        stream = response.writeHead(200, { 'content-type': 'text/event-stream' });
        stream.write('data: {"payload":{"type":"server.connected"}}\n\n');
      },
    );
    const losses: AppError[] = [];
    const watch = backend.watch({
      onConnected: () => undefined,
      onEvent: () => undefined,
      onLost: (error) => losses.push(error),
    });
    const sent = prompt();
    await until(() => stream, { what: 'the stream' });
    const reloaded = { directory: root, payload: { type: 'server.instance.disposed' } };
    stream?.write(`data: ${JSON.stringify(reloaded)}\n\n`);
    await until(() => losses.length > 0, { what: 'the news of the reload' });
    settling[0]?.resolve();
    await until(() => begun === 2, { what: 'the second time' });
    await http.get('/probe', anything);
    assert.ok(!urls().some((url) => url?.startsWith('/session')));
    settling[1]?.resolve();
    await sent;
    assert.equal(urls().at(-1), '/session/ses_1/prompt_async');
    watch.dispose();
  });
});

const busy = { type: 'busy' };

function listed(id: string): object {
  return { id, directory: '/project', title: id, time: { created: 1, updated: 1 } };
}

function asked(id: string, sessionID: string): object {
  return { id, sessionID, permission: 'bash', patterns: ['ls'], always: [], metadata: {} };
}

function raise(error: Error | undefined): void {
  if (error) throw error;
}
