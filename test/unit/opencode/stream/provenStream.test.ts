import assert from 'node:assert/strict';
import { setImmediate as tick } from 'node:timers/promises';
import * as z from 'zod';
import { AppError } from '../../../../src/base/errors.ts';
import type { HttpClient } from '../../../../src/opencode/http/httpClient.ts';
import { provenStream } from '../../../../src/opencode/stream/provenStream.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const bodySchema = z.object({ properties: z.object({ command: z.string() }) });

/** A server that greets, and tells what it is asked to tell from the `deaf + 1`th time on. */
class Server {
  readonly clock = new FakeClock();
  readonly end = new AbortController();
  readonly heard: string[] = [];
  asked = 0;
  deaf = 0;
  /** The answer to whoever asks; `true` as OpenCode gives it. */
  answer: unknown = true;
  #tell: (chunk: string | undefined) => void = () => undefined;
  readonly #chunks: (string | undefined)[] = ['hello '];

  readonly http: Pick<HttpClient, 'stream' | 'send'> = {
    stream: async () => this.#read(),
    send: async (_method, _path, schema, call) => {
      this.asked += 1;
      if (this.answer instanceof Error) throw this.answer;
      const { command } = bodySchema.parse(call?.body).properties;
      if (this.asked > this.deaf) this.say(command.slice(0, 9), command.slice(9));
      const parsed = schema.safeParse(this.answer);
      if (!parsed.success) throw new AppError('bad-payload', 'Not what OpenCode says.');
      return parsed.data;
    },
  };

  say(...chunks: readonly (string | undefined)[]): void {
    this.#chunks.push(...chunks);
    this.#tell(undefined);
  }

  async listen(): Promise<void> {
    const { http, clock, end } = this;
    const chunks = await provenStream({ http, clock }, '/global/event', end.signal);
    for await (const chunk of chunks) this.heard.push(new TextDecoder().decode(chunk));
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (let at = 0; ; at += 1) {
      while (at >= this.#chunks.length) await new Promise((resolve) => (this.#tell = resolve));
      const chunk = this.#chunks[at];
      if (chunk === undefined) return;
      yield new TextEncoder().encode(chunk);
    }
  }
}

describe('a stream that is proven', () => {
  let server: Server;

  beforeEach(() => {
    server = new Server();
  });

  afterEach(async () => {
    server.end.abort();
    server.say(undefined);
    await tick();
    assert.equal(server.clock.waiting, 0, 'no timer is left');
  });

  it('begins when the server tells what it is asked to tell, and keeps all in order', async () => {
    server.deaf = 2;
    const listening = server.listen();
    await tick();
    server.say('early ');
    await tick();
    assert.deepEqual([server.heard, server.asked], [[], 1]);
    server.clock.advance(250);
    await tick();
    assert.deepEqual([server.heard, server.asked], [[], 2]);
    server.clock.advance(250);
    await tick();
    server.say('late', undefined);
    await listening;
    assert.match(server.heard.join(''), /^hello early opencode-sessions\.\S+late$/);
    assert.equal(server.asked, 3);
  });

  it('believes a server that does not know how', async () => {
    for (const answer of [{}, new AppError('not-found', 'No such route.')]) {
      server = new Server();
      server.answer = answer;
      server.deaf = Infinity;
      const listening = server.listen();
      await tick();
      assert.deepEqual([server.heard, server.asked], [['hello '], 1]);
      server.say(undefined);
      await listening;
    }
  });

  it('asks again when an answer is lost', async () => {
    server.answer = new AppError('server-unreachable', 'Reset.');
    const listening = server.listen();
    await tick();
    server.answer = true;
    server.clock.advance(250);
    await tick();
    server.say(undefined);
    await listening;
    assert.equal(server.asked, 2);
    assert.equal(server.heard[0], 'hello ');
  });

  it('does not wait for ever', async () => {
    server.deaf = Infinity;
    const listening = server.listen();
    for (let second = 0; second < 16; second += 1) {
      await tick();
      server.clock.advance(1_000);
    }
    await tick();
    assert.deepEqual(server.heard, ['hello ']);
    server.say(undefined);
    await listening;
  });

  it('is nothing when it ends before', async () => {
    server.deaf = Infinity;
    const listening = server.listen();
    await tick();
    server.say(undefined);
    await listening;
    assert.deepEqual(server.heard, []);
    server.clock.advance(250);
  });
});
