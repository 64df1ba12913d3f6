import { Emitter } from '../../../src/base/emitter.ts';
import { nullLogger, type Logger } from '../../../src/base/log.ts';
import type { Clock } from '../../../src/base/time.ts';
import type { RootId } from '../../../src/model/ids.ts';
import { stoppedServer, type ServerPool, type ServerState } from '../../../src/model/server.ts';
import type { HttpClient } from '../../../src/opencode/http/httpClient.ts';
import { OpencodeBackend } from '../../../src/opencode/opencodeBackend.ts';

export interface ProxiedServer {
  readonly root: RootId;
  readonly version: string;
  readonly http: HttpClient;
  /** Sees its backend before anybody uses it. */
  readonly onBackend?: (backend: OpencodeBackend) => void;
}

/** The way to servers that run already and that nobody here starts or stops. */
export class ProxiedPool implements ServerPool {
  readonly #servers: ReadonlyMap<RootId, ProxiedServer>;
  readonly #backends = new Map<RootId, OpencodeBackend>();
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #ended = new AbortController();
  readonly #changed = new Emitter<{ readonly rootId: RootId; readonly state: ServerState }>(
    (error) => {
      throw error;
    },
  );
  readonly onDidChange = this.#changed.event;

  constructor(servers: readonly ProxiedServer[], clock: Clock, log: Logger = nullLogger) {
    this.#servers = new Map(servers.map((server) => [server.root, server]));
    this.#clock = clock;
    this.#log = log;
  }

  state(root: RootId): ServerState {
    const server = this.#servers.get(root);
    if (!server || !this.#backends.has(root)) return stoppedServer;
    const { version } = server;
    return { kind: 'ready', version, origin: 'http://127.0.0.1:1', startedBy: 'thisWindow' };
  }

  async backend(root: RootId): Promise<OpencodeBackend> {
    // As a pool that starts servers, it tells of them only when whoever asked waits.
    await Promise.resolve();
    const known = this.#backends.get(root);
    if (known) return known;
    const server = this.#servers.get(root);
    if (!server) throw new Error(`There is no server for ${root}.`);
    const backend = new OpencodeBackend({
      rootId: root,
      serverVersion: server.version,
      http: server.http,
      clock: this.#clock,
      log: this.#log,
      ended: this.#ended.signal,
      settle: async () => undefined,
    });
    server.onBackend?.(backend);
    this.#backends.set(root, backend);
    this.#changed.fire({ rootId: root, state: this.state(root) });
    return backend;
  }

  forgetCrashes(): void {
    throw new Error('Nothing crashes here.');
  }

  async stop(root: RootId): Promise<void> {
    this.#backends.delete(root);
    this.#changed.fire({ rootId: root, state: stoppedServer });
  }

  async end(root: RootId): Promise<void> {
    await this.stop(root);
  }

  async stopAll(): Promise<void> {
    for (const root of this.#backends.keys()) await this.stop(root);
  }

  dispose(): void {
    this.#ended.abort();
    for (const { http } of this.#servers.values()) http.dispose();
    this.#changed.dispose();
  }

  get listenerCount(): number {
    return this.#changed.listenerCount;
  }
}
