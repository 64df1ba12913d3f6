import { freePort } from './freePort.ts';
import { opencodeBinary } from './opencodeBinary.ts';
import { OwnedProcess } from './ownedProcess.ts';
import { until } from './until.ts';

export interface PersonServerOptions {
  /** All of it: nothing is added but the password. */
  readonly env: NodeJS.ProcessEnv;
  /** Where it is started; it serves other folders too. */
  readonly cwd: string;
  /** A free one when left out. */
  readonly port?: number | undefined;
  /** Without, everybody may use it. */
  readonly password?: string | undefined;
}

/** A real OpenCode server as a person runs it in a terminal: nothing of ours has started it. */
export class PersonServer {
  readonly port: number;
  readonly #process: OwnedProcess;

  private constructor(port: number, { env, cwd, password }: PersonServerOptions) {
    this.port = port;
    const secret = password === undefined ? {} : { OPENCODE_SERVER_PASSWORD: password };
    const args = ['serve', '--hostname', '127.0.0.1', '--port', String(port)];
    this.#process = new OwnedProcess(opencodeBinary(), args, { cwd, env: { ...env, ...secret } });
  }

  static async start(options: PersonServerOptions): Promise<PersonServer> {
    const server = new PersonServer(options.port ?? (await freePort()), options);
    await until(() => server.#process.output.includes('listening on'), {
      what: 'the person’s server',
    });
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.#process.running;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
