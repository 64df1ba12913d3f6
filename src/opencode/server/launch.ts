import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { RootId } from '../../model/ids.ts';
import type { PermissionMode, ServerPlace, StartPhase } from '../../model/server.ts';
import type { AttachSettings } from './attach.ts';
import { findBinary } from '../binary/findBinary.ts';
import { secretsIn } from './environmentSecrets.ts';
import { freePort, isPortTaken } from './freePort.ts';
import { HttpClient } from '../http/httpClient.ts';
import { PermissionDefaults } from '../permissions/permissionDefaults.ts';
import type { ProcessRef } from '../process/processIdentity.ts';
import { killLeftBehind } from '../process/processTree.ts';
import { thisMachine } from '../registry/machine.ts';
import { rootKey, settingsKey } from '../registry/rootKey.ts';
import type { RunFolder } from '../registry/runFolder.ts';
import { RunNotes } from '../registry/runNotes.ts';
import type { OpenedRun, RunRegistry } from '../registry/runRegistry.ts';
import { SharedServer } from '../registry/sharedServer.ts';
import {
  secretsOf,
  serverEnvironment,
  type Credentials,
  type Environment,
} from './serverEnvironment.ts';
import { checkHealth } from './serverHealth.ts';
import type { RunningServer } from './runningServer.ts';
import { ServerProcess } from './serverProcess.ts';

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
  readonly runs: RunRegistry;
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
  const { path, baseEnv } = await findBinary(options, signal);
  options.log.info(`Starting ${path} for ${options.rootId}.`);
  const run = await options.runs.open((folder, window) => prepare(options, folder, window));
  try {
    return await new Launcher({ ...options, baseEnv }, path, run).start(signal);
  } catch (error) {
    await killLeftBehind(run.folder.mark, run.content.notes.process).catch(() => undefined);
    run.folder.remove(options.log);
    throw error;
  }
}

/** What must be on the disk before the server is started. */
interface Prepared {
  readonly notes: RunNotes;
  /** Undefined when OpenCode is to act as it is configured. */
  readonly defaults: PermissionDefaults | undefined;
}

function prepare(options: LaunchOptions, folder: RunFolder, window: ProcessRef): Prepared {
  const { rootId, settings, baseEnv, credentials, clock, log } = options;
  const record = {
    format: 1,
    rootKey: rootKey(rootId),
    settingsKey: settingsKey(settings, baseEnv),
    ...thisMachine(),
    root: rootId,
    createdAt: clock.now(),
    window,
    ...credentials,
  } as const;
  const notes = new RunNotes(folder, record, log);
  if (settings.permissionMode === 'config') return { notes, defaults: undefined };
  const defaults = new PermissionDefaults(folder.permissions, log);
  defaults.install();
  return { notes, defaults };
}

class Launcher {
  readonly #options: LaunchOptions;
  readonly #binary: string;
  readonly #run: OpenedRun<Prepared>;

  constructor(options: LaunchOptions, binary: string, run: OpenedRun<Prepared>) {
    this.#options = options;
    this.#binary = binary;
    this.#run = run;
  }

  async start(signal: AbortSignal): Promise<RunningServer> {
    this.#options.onPhase('spawning');
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      signal.throwIfAborted();
      const server = this.#spawn(port);
      const noted = this.#note(server, port);
      try {
        this.#options.onPhase('listening');
        await server.ready(signal);
      } catch (error) {
        const isPortGone = error instanceof AppError && error.code !== 'cancelled';
        if (attempt < portAttempts && isPortGone && (await isPortTaken(port))) continue;
        throw error;
      } finally {
        await noted;
      }
      return await this.#connect(server, port, signal);
    }
  }

  #spawn(port: number): ServerProcess {
    const { rootId, baseEnv, settings, credentials, clock, onOutput } = this.#options;
    const env = serverEnvironment(baseEnv, credentials, {
      env: this.#extraEnv(),
      pathEntries: settings.pathEntries ?? [],
    });
    return new ServerProcess({
      binary: this.#binary,
      directory: rootId,
      port,
      env,
      secrets: [...secretsOf(credentials), ...secretsIn(env)],
      clock,
      onOutput,
    });
  }

  #extraEnv(): Environment {
    const { settings, baseEnv } = this.#options;
    const { folder, content } = this.#run;
    const own = { ...settings.extraEnv, ...folder.environment };
    if (!content.defaults) return own;
    const config = { ...baseEnv, ...own }['OPENCODE_CONFIG_CONTENT'];
    return { ...own, OPENCODE_CONFIG_CONTENT: content.defaults.configContent(config) };
  }

  /** At once: from the moment that it runs, others must be able to find it. */
  async #note({ pid }: ServerProcess, port: number): Promise<void> {
    if (pid !== undefined) await this.#run.content.notes.spawned(pid, port, this.#binary);
  }

  async #connect(
    process: ServerProcess,
    port: number,
    signal: AbortSignal,
  ): Promise<RunningServer> {
    this.#options.onPhase('connecting');
    const origin = `http://127.0.0.1:${port}`;
    const { rootId, credentials } = this.#options;
    const http = new HttpClient({ origin, directory: rootId, credentials });
    const kill = () => process.kill();
    signal.addEventListener('abort', kill, { once: true });
    try {
      const version = await checkHealth(http, signal);
      const place = { version, origin, startedBy: 'thisWindow', program: this.#binary } as const;
      return this.#running(process, http, { ...place, unnoted: this.#run.unnoted });
    } catch (error) {
      http.dispose();
      throw await process.reasonFor(error);
    } finally {
      signal.removeEventListener('abort', kill);
    }
  }

  #running(handle: ServerProcess, http: HttpClient, place: ServerPlace): RunningServer {
    const { clock, log } = this.#options;
    const { folder, lease, content } = this.#run;
    const { notes, defaults } = content;
    notes.answered(place.version);
    const { process } = notes;
    return new SharedServer({
      ...place,
      handle,
      folder,
      lease,
      process,
      http,
      defaults,
      clock,
      log,
    });
  }
}
