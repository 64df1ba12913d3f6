import { Emitter } from '../../src/base/emitter.ts';
import { AppError } from '../../src/base/errors.ts';
import type { RootId } from '../../src/model/ids.ts';
import {
  stopped,
  stoppedServer,
  type ServerPool,
  type ServerState,
  type StopReason,
} from '../../src/model/server.ts';
import { MemoryBackend } from './memoryBackend.ts';

/** Servers in memory, one for each root; each start is a new backend over the same stored truth. */
export class MemoryPool implements ServerPool {
  readonly #states = new Map<RootId, ServerState>();
  readonly #backends = new Map<RootId, MemoryBackend>();
  readonly #changed = new Emitter<{ readonly rootId: RootId; readonly state: ServerState }>(
    (error) => {
      throw error;
    },
  );
  readonly onDidChange = this.#changed.event;
  readonly #make: (root: RootId) => MemoryBackend;
  startCount = 0;
  /** The roots whose crashes a person made forgotten. */
  readonly forgiven: RootId[] = [];
  /** Starts wait for it. */
  gate: Promise<unknown> = Promise.resolve();
  failure: AppError | undefined;

  constructor(make: (root: RootId) => MemoryBackend = (root) => new MemoryBackend(root)) {
    this.#make = make;
  }

  state(root: RootId): ServerState {
    return this.#states.get(root) ?? stoppedServer;
  }

  async backend(root: RootId): Promise<MemoryBackend> {
    const running = this.#backends.get(root);
    if (running) return running;
    this.startCount += 1;
    this.set(root, { kind: 'starting', phase: 'spawning', since: 0 });
    await this.gate;
    if (this.failure) {
      this.set(root, { kind: 'refused', error: this.failure });
      throw this.failure;
    }
    const backend = this.#make(root);
    this.#backends.set(root, backend);
    const version = backend.serverVersion;
    this.set(root, {
      kind: 'ready',
      version,
      origin: 'http://127.0.0.1:1',
      startedBy: 'thisWindow',
    });
    return backend;
  }

  forgetCrashes(root: RootId): void {
    this.forgiven.push(root);
  }

  async stop(root: RootId, because?: StopReason): Promise<void> {
    this.#backends.delete(root);
    this.set(root, stopped(because));
  }

  async end(root: RootId): Promise<void> {
    await this.stop(root);
  }

  async stopAll(): Promise<void> {
    for (const root of this.#backends.keys()) await this.stop(root);
  }

  /** For good, unless it is said when it is started again. Doing so is up to the test. */
  crash(root: RootId, restartsAt?: number): void {
    this.#backends.delete(root);
    const error = new AppError('server-exited', 'The server exited.');
    this.set(root, { kind: 'crashed', error, stderrTail: '', restartsAt });
  }

  set(rootId: RootId, state: ServerState): void {
    this.#states.set(rootId, state);
    this.#changed.fire({ rootId, state });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
