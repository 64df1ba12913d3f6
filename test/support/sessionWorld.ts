import assert from 'node:assert/strict';
import { nullLogger, type Logger } from '../../src/base/log.ts';
import type { StreamEvent } from '../../src/model/event.ts';
import type { SessionId } from '../../src/model/ids.ts';
import type { SessionStatus } from '../../src/model/session.ts';
import { plainTurn } from '../../src/model/prompt.ts';
import type { PromptReading } from '../../src/session/promptSender.ts';
import { RequestBroker } from '../../src/session/requestBroker.ts';
import { SessionService } from '../../src/session/sessionService.ts';
import type { RootState } from '../../src/session/state.ts';
import { Store } from '../../src/session/store.ts';
import { FakeClock } from './fakeClock.ts';
import { root } from './fixtures.ts';
import { MemoryBackend } from './memoryBackend.ts';
import { MemoryPool } from './memoryPool.ts';

/** The session layer as the product joins it, over a server in memory. */
export class SessionWorld {
  readonly clock = new FakeClock();
  readonly warnings: string[] = [];
  /** What listeners threw. */
  readonly failures: unknown[] = [];
  readonly backends: MemoryBackend[] = [];
  readonly store: Store;
  readonly pool: MemoryPool;
  readonly sessions: SessionService;
  readonly broker: RequestBroker;

  constructor() {
    const log: Logger = { ...nullLogger, warn: (line) => void this.warnings.push(line) };
    const { clock } = this;
    this.store = new Store({ onError: (error) => this.failures.push(error) });
    this.pool = new MemoryPool((id) => this.#make(new MemoryBackend(id)));
    const read: PromptReading = (prompt, backend) => this.read(prompt, backend);
    this.sessions = new SessionService({ store: this.store, pool: this.pool, clock, log, read });
    const backendOf = (id: typeof root) => this.sessions.backendOf(id);
    this.broker = new RequestBroker({ store: this.store, backendOf, log });
    this.sessions.addRoot(root, 'repo');
  }

  /** The server that runs, or ran last. */
  get backend(): MemoryBackend {
    const last = this.backends.at(-1);
    if (!last) throw new Error('No server was started.');
    return last;
  }

  get state(): RootState {
    const found = this.store.state.roots.get(root);
    if (!found) throw new Error('The root is gone.');
    return found;
  }

  /** What is made of a prompt that a person composed. */
  read: PromptReading = () => Promise.resolve(plainTurn);

  /** Runs on the next server before anybody is connected to it. */
  onStart: (backend: MemoryBackend) => void = () => undefined;

  dispose(): void {
    this.broker.dispose();
    this.sessions.dispose();
    this.store.dispose();
    assert.deepEqual(this.failures, []);
  }

  #make(backend: MemoryBackend): MemoryBackend {
    const before = this.backends.at(-1);
    for (const session of before?.truth.sessions.values() ?? []) {
      backend.change({ kind: 'sessionChanged', session });
      for (const { parts, ...info } of before?.truth.messages(session.id) ?? []) {
        backend.change({ kind: 'messageChanged', info });
        for (const part of parts) backend.change({ kind: 'partChanged', part });
      }
    }
    this.backends.push(backend);
    this.onStart(backend);
    return backend;
  }
}

/** Lets everything that can go on without time passing go on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function statusChanged(id: SessionId, kind: 'idle' | 'busy'): StreamEvent {
  const status: SessionStatus = { kind };
  return { kind: 'statusChanged', sessionId: id, status };
}
