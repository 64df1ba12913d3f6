import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { AppError, type ErrorCode } from '../../../../src/base/errors.ts';
import { HttpClient, type HttpLimits } from '../../../../src/opencode/http/httpClient.ts';
import { sendJson, startAnswers, type AnswerServer } from '../../../support/answers.ts';

const schema = z.looseObject({ value: z.number() });
const password = 'a-secret-of-this-test';

describe('the HTTP client', () => {
  let server: AnswerServer;
  let http: HttpClient;

  async function connect(
    answer: (response: ServerResponse) => void,
    limits: Partial<HttpLimits> = {},
  ): Promise<void> {
    server = await startAnswers((_request, response) => answer(response));
    const credentials = { username: 'vscode', password };
    http = new HttpClient({ origin: server.origin, directory: '/wörk/a b', credentials }, limits);
  }

  afterEach(async () => {
    http.dispose();
    await server.close();
  });

  async function failure(code: ErrorCode, work = http.get('/thing', schema)): Promise<AppError> {
    const error: unknown = await work.then(
      () => assert.fail('It should have failed.'),
      (reason: unknown) => reason,
    );
    assert.ok(AppError.is(error), String(error));
    assert.equal(error.code, code);
    assert.ok(!`${error.message}${error.detail ?? ''}`.includes(password));
    return error;
  }

  it('says who asks, and for which directory', async () => {
    await connect((response) => sendJson(response, { value: 1, more: true }));
    const query = { limit: 5, before: undefined };
    const answer = await http.get('/thing', schema, { query });
    assert.equal(answer.value, 1);
    const [request] = server.requests;
    assert.equal(request?.url, '/thing?limit=5');
    assert.equal(request.headers['x-opencode-directory'], '%2Fw%C3%B6rk%2Fa%20b');
    const credentials = Buffer.from(`vscode:${password}`).toString('base64');
    assert.equal(request.headers.authorization, `Basic ${credentials}`);
  });

  it('hands on the cursor of the next page', async () => {
    await connect((response) => {
      response.setHeader('x-next-cursor', 'c1');
      sendJson(response, { value: 1 });
    });
    assert.equal((await http.getPage('/thing', schema)).nextCursor, 'c1');
  });

  it('takes an empty answer where nothing is expected', async () => {
    await connect((response) => void response.writeHead(204).end());
    assert.equal(await http.send('POST', '/thing', z.unknown(), { body: {} }), undefined);
  });

  it('tells a wrong password', async () => {
    await connect((response) => void response.writeHead(401).end());
    await failure('server-unauthorized');
  });

  it("tells what is not there, in OpenCode's words", async () => {
    const body = { name: 'NotFoundError', data: { message: 'Session not found: ses_1' } };
    await connect((response) => sendJson(response, body, 404));
    assert.equal((await failure('not-found')).message, 'Session not found: ses_1');
  });

  it('takes the web page for a route that is not there', async () => {
    await connect((response) => {
      response.writeHead(200, { 'content-type': 'text/html;charset=utf-8' }).end('<html></html>');
    });
    await failure('route-not-supported');
    await failure('route-not-supported', http.send('POST', '/thing', schema));
  });

  it("tells a failure of the server's in its words", async () => {
    await connect((response) => sendJson(response, { data: { message: 'Sharing is off.' } }, 500));
    const error = await failure('http-status');
    assert.equal(error.message, 'Sharing is off.');
    assert.match(error.detail ?? '', /500/);
  });

  it('names the configuration file that is broken, and tells nothing of its text', async () => {
    const message = [
      '',
      '--- JSONC Input ---',
      '{ "apiKey": "private-words", ',
      '--- Errors ---',
      'ValueExpected at line 1, column 12',
      '   Line 1: { "apiKey": "private-words", ',
      '                     ^',
      'CloseBraceExpected at line 1, column 12',
      '--- End ---',
    ].join('\n');
    const body = { name: 'ConfigJsonError', data: { path: '/p/opencode.json', message } };
    await connect((response) => sendJson(response, body, 400));
    const error = await failure('bad-configuration');
    assert.equal(
      error.message,
      'OpenCode cannot use the configuration in /p/opencode.json: ValueExpected at line 1, column 12.',
    );
    assert.match(error.detail ?? '', /CloseBraceExpected at line 1/);
    assert.doesNotMatch(`${error.message}${error.detail}`, /private-words/);
  });

  it('tells which value of a configuration file is wrong', async () => {
    const issues = [{ path: ['agent', 'build', 0], message: 'Expected string, got 5' }];
    const body = { name: 'ConfigInvalidError', data: { path: '/p/opencode.json', issues } };
    await connect((response) => sendJson(response, body, 400));
    assert.equal(
      (await failure('bad-configuration')).message,
      'OpenCode cannot use the configuration in /p/opencode.json: agent.build.0: Expected string, got 5.',
    );
  });

  it('tells a failure without words', async () => {
    await connect((response) => void response.writeHead(502).end('Bad gateway'));
    assert.match((await failure('http-status')).message, /502/);
  });

  it('tells an answer that is not as it should be', async () => {
    await connect((response) => sendJson(response, { value: 'one' }));
    await failure('bad-payload');
  });

  it('tells an answer that is no JSON', async () => {
    await connect((response) => void response.end('{"value":'));
    await failure('bad-payload');
  });

  it('reads no more of an answer than is allowed', async () => {
    const limits = { maxResponseBytes: 1_000 };
    await connect((response) => sendJson(response, { value: 1, text: 'x'.repeat(2_000) }), limits);
    assert.match((await failure('answer-too-large')).message, /too large/);
  });

  it('does not wait for ever', async () => {
    await connect(() => undefined, { timeoutMs: 50 });
    await failure('server-unreachable');
  });

  it('tells an answer that breaks off', async () => {
    await connect((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"value":', () => response.destroy());
    });
    await failure('server-unreachable');
  });

  it('tries a POST once', async () => {
    await connect((response) => void response.destroy());
    await failure('server-unreachable', http.send('POST', '/thing', schema, { body: {} }));
    assert.equal(server.requests.length, 1);
  });

  it('calls an abort a cancellation', async () => {
    await connect(() => undefined);
    const abort = new AbortController();
    const work = http.get('/thing', schema, { signal: abort.signal });
    abort.abort();
    await failure('cancelled', work);
  });

  it('ends a stream when it is disposed of', async () => {
    await connect((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
    });
    const chunks = await http.stream('/thing', new AbortController().signal);
    const reading = (async () => {
      for await (const chunk of chunks) if (chunk.length > 0) http.dispose();
    })();
    await assert.rejects(reading);
  });
});
