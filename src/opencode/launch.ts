import { statSync } from 'node:fs';
import { AppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { RootId } from '../model/ids.ts';
import type { PermissionMode, StartPhase } from '../model/server.ts';
import type { AttachSettings } from './attach.ts';
import { freePort, isPortTaken } from './freePort.ts';
import { HttpClient } from './httpClient.ts';
import { locateBinary } from './locate.ts';
import { systemHost } from './locateHost.ts';
import { firstRequest, PermissionDefaults } from './permissionDefaults.ts';
import {
  secretsOf,
  serverEnvironment,
  type Credentials,
  type Environment,
} from './serverEnvironment.ts';
import { checkHealth } from './serverHealth.ts';
import type { RunningServer } from './runningServer.ts';
import { ServerProcess } from './serverProcess.ts';
import { anything } from './wire.ts';

export interface ServerSettings {
  /** Undefined when OpenCode is to be looked for. */
  readonly binaryPath?: string | undefined;
  readonly permissionMode: PermissionMode;
  /** A server that the person runs, to be used instead of one of ours. */
  readonly attach?: AttachSettings | undefined;
  /** Added to the environment of the server. */
  readonly extraEnv?: Environment;
  /** Put before the PATH, such as the folder of a ripgrep. */
  readonly pathEntries?: readonly string[];
}

export interface LaunchOptions {
  readonly rootId: RootId;
  readonly settings: ServerSettings;
  /** What the server's environment is made from. */
  readonly baseEnv: Environment;
  /** Small files for the time that a server runs. */
  readonly storageDirectory: string;
  /** Made for this launch. */
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onPhase: (phase: StartPhase) => void;
  readonly onOutput: (line: string) => void;
}

const portAttempts = 3;

/** @throws AppError, or why the signal aborts; no process is left behind then */
export async function launchServer(
  options: LaunchOptions,
  signal: AbortSignal,
): Promise<RunningServer> {
  options.onPhase('locating');
  const { rootId, settings, baseEnv } = options;
  requireFolder(rootId);
  const env = { ...baseEnv, ...settings.extraEnv };
  const located = locateBinary(systemHost(env), settings.binaryPath);
  if (located.kind === 'missing') throw located.error;
  options.log.info(`Starting ${located.path} for ${rootId}.`);
  const defaults = permissionDefaults(options, env);
  try {
    return await new Launcher(options, located.path, defaults).start(signal);
  } catch (error) {
    defaults?.dispose();
    throw error;
  }
}

/** The spawn itself would blame the program for it. */
function requireFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new AppError('folder-missing', `The folder ${path} does not exist (any more).`);
}

function permissionDefaults(
  { settings, storageDirectory }: LaunchOptions,
  env: Environment,
): PermissionDefaults | undefined {
  if (settings.permissionMode === 'config') return undefined;
  return new PermissionDefaults(storageDirectory, env['OPENCODE_CONFIG_CONTENT']);
}

class Launcher {
  readonly #options: LaunchOptions;
  readonly #binary: string;
  readonly #defaults: PermissionDefaults | undefined;

  constructor(options: LaunchOptions, binary: string, defaults: PermissionDefaults | undefined) {
    this.#options = options;
    this.#binary = binary;
    this.#defaults = defaults;
  }

  async start(signal: AbortSignal): Promise<RunningServer> {
    this.#options.onPhase('spawning');
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      signal.throwIfAborted();
      const server = this.#spawn(port);
      try {
        this.#options.onPhase('listening');
        await server.ready(signal);
      } catch (error) {
        const isPortGone = error instanceof AppError && error.code !== 'cancelled';
        if (attempt < portAttempts && isPortGone && (await isPortTaken(port))) continue;
        throw error;
      }
      return await this.#connect(server, port, signal);
    }
  }

  #spawn(port: number): ServerProcess {
    const { rootId, settings, baseEnv, credentials, clock, onOutput } = this.#options;
    const content = this.#defaults?.configContent;
    const env = serverEnvironment(baseEnv, credentials, {
      env: {
        ...settings.extraEnv,
        ...(content === undefined ? {} : { OPENCODE_CONFIG_CONTENT: content }),
      },
      pathEntries: settings.pathEntries ?? [],
    });
    return new ServerProcess({
      binary: this.#binary,
      directory: rootId,
      port,
      env,
      secrets: secretsOf(credentials),
      clock,
      onOutput,
    });
  }

  async #connect(
    process: ServerProcess,
    port: number,
    signal: AbortSignal,
  ): Promise<RunningServer> {
    this.#options.onPhase('connecting');
    const target = { origin: `http://127.0.0.1:${port}`, directory: this.#options.rootId };
    const http = new HttpClient({ ...target, credentials: this.#options.credentials });
    const server = this.#running(process, http, target.origin);
    const kill = () => process.kill();
    signal.addEventListener('abort', kill, { once: true });
    try {
      return { ...server, version: await checkHealth(http, signal) };
    } catch (error) {
      server.kill();
      await process.exited;
      throw error;
    } finally {
      signal.removeEventListener('abort', kill);
    }
  }

  async #settle(http: HttpClient): Promise<void> {
    if (this.#defaults) await this.#defaults.settle(http);
    else await http.get('/config', anything, firstRequest);
  }

  #running(
    process: ServerProcess,
    http: HttpClient,
    origin: string,
  ): Omit<RunningServer, 'version'> {
    const release = () => {
      http.dispose();
      this.#defaults?.dispose();
    };
    return {
      http,
      origin,
      startedBy: 'thisWindow',
      ended: process.exited.then((how) => ({ how, outputTail: process.outputTail })),
      settle: () => this.#settle(http),
      stop: async () => {
        await process.stop(async (signal) => {
          await http.send('POST', '/global/dispose', anything, { signal });
        });
        release();
      },
      kill: () => {
        process.kill();
        release();
      },
    };
  }
}
