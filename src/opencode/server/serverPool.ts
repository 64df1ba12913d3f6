import { AppError } from '../../base/errors.ts';
import { Emitter } from '../../base/emitter.ts';
import { childLogger, type Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { SessionBackend } from '../../model/backend.ts';
import type { RootId } from '../../model/ids.ts';
import {
  stoppedServer,
  type EndReason,
  type ServerPool,
  type ServerState,
  type StopReason,
} from '../../model/server.ts';
import type { ServerSettings } from './launch.ts';
import { ManagedServer } from './managedServer.ts';
import { RunRegistry } from '../registry/runRegistry.ts';
import type { Environment } from './serverEnvironment.ts';

export interface ServerPoolOptions {
  /** Read anew for every start. */
  readonly settings: (root: RootId) => ServerSettings;
  /** Why no server may be started for this root now, such as missing trust. */
  readonly canStart: (root: RootId) => AppError | undefined;
  /** What the servers' environment is made from: `process.env`, save in tests. */
  readonly baseEnv: Environment;
  /** A directory of ours, made when needed. Holds small files while servers run. */
  readonly storageDirectory: string;
  /** Where they go for want of space or rights there; the system's when left out. */
  readonly tempDirectory?: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** A line that a server wrote. */
  readonly onOutput: (root: RootId, line: string) => void;
}

/** Servers on this machine, one process for each root, started on first use. */
export class LocalServerPool implements ServerPool {
  readonly #options: ServerPoolOptions;
  readonly #servers = new Map<RootId, ManagedServer>();
  readonly #changed: Emitter<{ readonly rootId: RootId; readonly state: ServerState }>;
  readonly #runs: RunRegistry;
  #isDisposed = false;

  constructor(options: ServerPoolOptions) {
    this.#options = options;
    this.#runs = new RunRegistry(options);
    this.#changed = new Emitter((error) =>
      options.log.error(`A listener failed: ${String(error)}`),
    );
  }

  get onDidChange() {
    return this.#changed.event;
  }

  state(root: RootId): ServerState {
    return this.#servers.get(root)?.state ?? stoppedServer;
  }

  async backend(root: RootId): Promise<SessionBackend> {
    if (this.#isDisposed) throw new AppError('cancelled', 'No server is started any more.');
    const server = this.#servers.get(root) ?? this.#create(root);
    return server.backend();
  }

  forgetCrashes(root: RootId): void {
    this.#servers.get(root)?.forgetCrashes();
  }

  async stop(root: RootId, because?: StopReason): Promise<void> {
    await this.#servers.get(root)?.stop(because);
  }

  async end(root: RootId, reason: EndReason): Promise<void> {
    await this.#servers.get(root)?.end(reason);
  }

  /** Ends the servers that windows which are no more have left, and what these started. */
  reap(): Promise<void> {
    return this.#runs.reap();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const server of this.#servers.values()) server.dispose();
    this.#changed.dispose();
  }

  #create(rootId: RootId): ManagedServer {
    const { settings, canStart, baseEnv, storageDirectory, clock, log, onOutput } = this.#options;
    const server = new ManagedServer({
      rootId,
      baseEnv,
      storageDirectory,
      runs: this.#runs,
      clock,
      log: childLogger(log, rootId.split(/[\\/]/).at(-1) ?? rootId),
      settings: () => settings(rootId),
      canStart: () => canStart(rootId),
      onOutput: (line) => onOutput(rootId, line),
      onState: (state) => this.#changed.fire({ rootId, state }),
    });
    this.#servers.set(rootId, server);
    return server;
  }
}
