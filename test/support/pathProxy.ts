import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';

/** Shows a server of this machine below a path of its own, as a web server does. */
export class PathProxy {
  readonly #server: Server;
  readonly #path: string;

  private constructor(path: string, port: number) {
    this.#path = path;
    this.#server = createServer((incoming, answer) => {
      const { method, headers, url = '' } = incoming;
      // What is not below the path is unknown there.
      const inner = url.startsWith(`${path}/`) ? url.slice(path.length) : '/nowhere';
      const target = { host: '127.0.0.1', port, path: inner, method, headers };
      const upstream = request(target, (response) => {
        answer.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(answer);
      });
      upstream.on('error', () => answer.destroy());
      answer.on('close', () => upstream.destroy());
      incoming.pipe(upstream);
    });
  }

  static async start(path: string, port: number): Promise<PathProxy> {
    const proxy = new PathProxy(path, port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy is closed.');
    return `http://127.0.0.1:${address.port}${this.#path}/`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
