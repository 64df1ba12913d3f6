import type { RootId } from '../../../src/model/ids.ts';
import { HttpClient, type HttpLimits } from '../../../src/opencode/http/httpClient.ts';
import { anything } from '../../../src/opencode/wire/wire.ts';
import { freePort } from '../freePort.ts';
import type { LiveServer } from '../liveServer.ts';
import { isolatedOpencodeEnv } from '../model/opencodeConfig.ts';
import { opencodeBinary } from '../opencodeBinary.ts';
import { OwnedProcess } from '../ownedProcess.ts';
import { until } from '../until.ts';

const credentials = { username: 'opencode', password: 'known-to-the-test' };

/** A real OpenCode in a live server's world, outside of its pool: its port and password are known. */
export class PlainServer {
  readonly root: RootId;
  readonly origin: string;
  readonly #process: OwnedProcess;
  #direct: HttpClient | undefined;

  private constructor(root: RootId, port: number, process: OwnedProcess) {
    this.root = root;
    this.origin = `http://127.0.0.1:${port}`;
    this.#process = process;
  }

  static async start(live: LiveServer, root = live.root): Promise<PlainServer> {
    const port = await freePort();
    const env = {
      ...isolatedOpencodeEnv(live.directory),
      OPENCODE_SERVER_USERNAME: credentials.username,
      OPENCODE_SERVER_PASSWORD: credentials.password,
    };
    const args = ['serve', '--hostname', '127.0.0.1', '--port', String(port)];
    const process = new OwnedProcess(opencodeBinary(), args, { env, cwd: root });
    await until(() => process.output.includes('listening on'), {
      what: 'a server',
      timeoutMs: 90_000,
    });
    return new PlainServer(root, port, process);
  }

  /** Past every proxy. */
  get direct(): HttpClient {
    return (this.#direct ??= this.client(this.origin));
  }

  /** Closes the connections past the proxies, until they are needed again. */
  letGo(): void {
    this.#direct?.dispose();
    this.#direct = undefined;
  }

  client(origin: string, limits: Partial<HttpLimits> = {}): HttpClient {
    return new HttpClient({ origin, directory: this.root, credentials }, limits);
  }

  async stop(): Promise<void> {
    await this.direct.send('POST', '/global/dispose', anything).catch(() => undefined);
    this.letGo();
    await this.#process.stop();
  }
}
