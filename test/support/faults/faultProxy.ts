import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { assertNever } from '../../../src/base/errors.ts';
import { StreamLink } from './streamLink.ts';
import type { CutKind, StreamPlan } from './streamFaults.ts';

/** What becomes of one request. */
export type RouteFault =
  /** Answered by us; the server never hears of it. */
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** No answer, ever. */
  | { readonly kind: 'hang' }
  /** The server has done it, and its answer is lost. */
  | { readonly kind: 'swallow' }
  /** The answer ends after so many bytes. */
  | { readonly kind: 'truncate'; readonly bytes: number };

export type RouteTest = (method: string, path: string) => boolean;

interface Rule {
  readonly test: RouteTest;
  readonly fault: RouteFault;
  left: number;
}

const passAll: StreamPlan = () => undefined;

/** Stands between a client and an OpenCode server of this machine, and fails as it is told. */
export class FaultProxy {
  /** Every event stream that was opened through it, in order. */
  readonly links: StreamLink[] = [];
  /** Chooses what happens to the next event stream. */
  nextPlan: () => StreamPlan = () => passAll;
  readonly #server: Server;
  /** A connection for each request: one that is kept could end by itself under the next. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #target: URL;
  readonly #rules: Rule[] = [];
  #isBlocked = false;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((request, response) => {
      response.on('error', () => undefined);
      this.#serve(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket) => {
      if (this.#isBlocked) socket.destroy();
    });
  }

  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy is closed.');
    return `http://127.0.0.1:${address.port}`;
  }

  get link(): StreamLink | undefined {
    return this.links.at(-1);
  }

  /** The next `times` requests that pass the test fail so. */
  fail(test: RouteTest, fault: RouteFault, times = 1): void {
    this.#rules.push({ test, fault, left: times });
  }

  /** How many failures that were asked for have not happened yet. */
  get failuresLeft(): number {
    return this.#rules.reduce((sum, { left }) => sum + left, 0);
  }

  /** Whatever is open breaks, and nothing gets through until `unblock`. */
  block(): void {
    this.#isBlocked = true;
    this.cut();
    this.#server.closeAllConnections();
  }

  unblock(): void {
    this.#isBlocked = false;
  }

  cut(how?: CutKind): void {
    for (const link of this.links) link.cut(how);
  }

  /** No fault any more, neither on what is open nor on what comes. */
  calm(): void {
    this.nextPlan = () => passAll;
    for (const link of this.links) link.calm();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await once(this.#server, 'close');
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = incoming.url ?? '/';
    if (/^\/(global\/)?event\b/.test(path)) return this.#stream(incoming, response);
    const fault = this.#faultFor(incoming.method ?? 'GET', path);
    if (fault) return this.#fail(fault, incoming, response);
    return this.#forward(incoming, response);
  }

  async #fail(fault: RouteFault, incoming: IncomingMessage, response: ServerResponse) {
    switch (fault.kind) {
      case 'status':
        return this.#refuse(incoming, response, fault.status);
      case 'reset':
        return void incoming.socket.resetAndDestroy();
      case 'slow':
        await wait(fault.ms);
        return this.#forward(incoming, response);
      case 'hang':
        return undefined;
      case 'swallow':
        return this.#truncate(incoming, response, 0);
      case 'truncate':
        return this.#truncate(incoming, response, fault.bytes);
      default:
        return assertNever(fault);
    }
  }

  #faultFor(method: string, path: string): RouteFault | undefined {
    const rule = this.#rules.find(({ test, left }) => left > 0 && test(method, path));
    if (rule) rule.left -= 1;
    return rule?.fault;
  }

  async #refuse(incoming: IncomingMessage, response: ServerResponse, status: number) {
    incoming.resume();
    const body = JSON.stringify({ name: 'UnknownError', data: { message: 'A fault.' } });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }

  async #stream(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#ask(incoming, response);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    const link = new StreamLink(response, this.nextPlan());
    this.links.push(link);
    response.on('close', () => answer.destroy());
    answer.on('data', (chunk: Buffer) => link.feed(chunk));
    answer.on('error', () => link.finish());
    answer.on('close', () => link.finish());
  }

  async #forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#ask(incoming, response);
    answer.on('error', () => response.destroy());
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }

  async #truncate(incoming: IncomingMessage, response: ServerResponse, bytes: number) {
    const answer = await this.#ask(incoming, response);
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(answer, 'end');
    if (bytes > 0) {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      const start = Buffer.concat(chunks).subarray(0, bytes);
      await new Promise<void>((resolve) => response.write(start, () => resolve()));
    }
    response.destroy();
  }

  async #ask(incoming: IncomingMessage, response: ServerResponse): Promise<IncomingMessage> {
    const outgoing = request({
      host: this.#target.hostname,
      port: this.#target.port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
      agent: this.#agent,
    });
    response.on('close', () => {
      if (!response.writableFinished) outgoing.destroy();
    });
    incoming.pipe(outgoing);
    return new Promise((resolve, reject) => {
      outgoing.on('response', resolve);
      outgoing.on('error', reject);
    });
  }
}
