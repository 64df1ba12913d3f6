import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { connect, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from './certificates.ts';

export interface ProxiedRequest {
  /** `CONNECT model.test:443` or `GET http://model.test/v1/models` */
  readonly line: string;
  /** Of the `Proxy-Authorization` header. */
  readonly authorization: string | undefined;
}

/** The ports of this machine that stand for every host there is. */
export interface ProxyTargets {
  readonly plain: number;
  readonly tls: number;
}

/** An HTTP proxy for whom all hosts are one server of this machine. */
export class HttpProxy {
  readonly requests: ProxiedRequest[] = [];
  readonly #targets: ProxyTargets;
  readonly #server: Server;
  readonly #scheme: string;
  readonly #sockets = new Set<Duplex>();

  private constructor(targets: ProxyTargets, certificate: Certificate | undefined) {
    this.#targets = targets;
    this.#scheme = certificate ? 'https' : 'http';
    const server = certificate ? https.createServer(certificate) : http.createServer();
    server.on('request', (request, response) => this.#forward(request, response));
    server.on('connect', (request, socket) => this.#tunnel(request, socket));
    server.on('connection', (socket: Socket) => this.#own(socket));
    this.#server = server;
  }

  /** With a certificate the proxy itself speaks TLS. */
  static async start(targets: ProxyTargets, certificate?: Certificate): Promise<HttpProxy> {
    const proxy = new HttpProxy(targets, certificate);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy is closed.');
    return `${this.#scheme}://127.0.0.1:${address.port}`;
  }

  /** With a user and a password, as they are written in an address. */
  urlFor(user: string): string {
    return this.url.replace('://', `://${user}@`);
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    this.#note(request);
    const { pathname, search } = new URL(request.url ?? '');
    const { method, headers } = request;
    const path = pathname + search;
    const options = { host: '127.0.0.1', port: this.#targets.plain, path, method, headers };
    const upstream = http.request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  }

  #tunnel(request: http.IncomingMessage, client: Duplex): void {
    this.#note(request);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const upstream = connect(this.#targets.tls, '127.0.0.1');
    this.#join(client, upstream);
    this.#join(upstream, client);
  }

  #note(request: http.IncomingMessage): void {
    const line = `${request.method} ${request.url}`;
    this.requests.push({ line, authorization: request.headers['proxy-authorization'] });
  }

  #join(from: Duplex, to: Duplex): void {
    this.#own(from);
    from.on('close', () => to.destroy());
    from.pipe(to);
  }

  #own(socket: Duplex): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
