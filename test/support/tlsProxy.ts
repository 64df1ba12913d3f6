import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { Certificate } from './certificates.ts';

/** Speaks TLS for a server of this machine that does not. */
export class TlsProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The port of the server that it speaks for. */
  readonly target: number;

  private constructor(target: number, certificate: Certificate) {
    this.target = target;
    this.#server = createServer(certificate, (client) => {
      const upstream = connect(target, '127.0.0.1');
      this.#join(client, upstream);
      this.#join(upstream, client);
    });
    // A client that does not believe us hangs up.
    this.#server.on('tlsClientError', () => undefined);
  }

  static async start(target: number, certificate: Certificate): Promise<TlsProxy> {
    const proxy = new TlsProxy(target, certificate);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy is closed.');
    return address.port;
  }

  get origin(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}
