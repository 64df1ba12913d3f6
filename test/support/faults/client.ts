import type { Disposable } from '../../../src/base/disposable.ts';
import type { Logger } from '../../../src/base/log.ts';
import type { Clock } from '../../../src/base/time.ts';
import type { RootId, SessionId } from '../../../src/model/ids.ts';
import type { PendingRequest } from '../../../src/model/request.ts';
import type { ServerPool } from '../../../src/model/server.ts';
import { RequestBroker } from '../../../src/session/requestBroker.ts';
import { SessionService } from '../../../src/session/sessionService.ts';
import type { RootState } from '../../../src/session/state.ts';
import { Store } from '../../../src/session/store.ts';
import { Waiter } from '../waiter.ts';

export interface ClientOptions {
  readonly pool: ServerPool;
  readonly clock: Clock;
  readonly roots: readonly RootId[];
  /** Keeps every conversation open, those of sub-agents too. */
  readonly opensAll?: boolean;
  readonly log?: ClientLog;
}

/** What the product itself calls an error. */
export class ClientLog implements Logger {
  readonly errors: string[] = [];

  trace(): void {}
  debug(): void {}
  info(): void {}
  warn(): void {}

  error(line: string): void {
    this.errors.push(line);
  }
}

/** The product from the pool up to what the views are drawn from, without views. */
export class Client implements Disposable {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly broker: RequestBroker;
  readonly errors: string[];
  /** Every request that was ever shown, once for each time. */
  readonly asked: PendingRequest[] = [];
  /** When each root's stream was found live, after it had not been. */
  readonly liveAt: number[] = [];
  readonly changed = new Waiter();
  readonly #roots: readonly RootId[];
  readonly #viewed = new Map<SessionId, Disposable>();
  #wasLive = false;

  constructor({ pool, clock, roots, opensAll = true, log = new ClientLog() }: ClientOptions) {
    this.errors = log.errors;
    this.#roots = roots;
    this.store = new Store({ onError: (error) => this.errors.push(String(error)) });
    this.sessions = new SessionService({ store: this.store, pool, clock, log });
    const backendOf = (root: RootId) => this.sessions.backendOf(root);
    this.broker = new RequestBroker({ store: this.store, backendOf, log });
    this.broker.onDidAsk((request) => this.asked.push(request));
    this.store.onDidChange(() => {
      this.#noteLive();
      if (opensAll) this.#openNew();
      this.changed.notify();
    });
    for (const root of roots) this.sessions.addRoot(root, root);
  }

  async connect(): Promise<void> {
    await Promise.all(this.#roots.map((root) => this.sessions.ensureRoot(root)));
    await this.until(() => this.liveAt.length > 0, 'the first snapshot');
  }

  get root(): RootState {
    const [first] = this.#roots;
    if (first === undefined) throw new Error('There is no root.');
    return this.state(first);
  }

  state(id: RootId): RootState {
    const root = this.store.state.roots.get(id);
    if (!root) throw new Error(`There is no root ${id}.`);
    return root;
  }

  /** Every stream is open and its snapshot is in. */
  get isLive(): boolean {
    return this.#roots.every((id) => this.state(id).server.kind === 'ready');
  }

  until(test: () => boolean, what: string, limitMs = 60_000): Promise<void> {
    return this.changed.until(test, () => what, limitMs);
  }

  dispose(): void {
    this.broker.dispose();
    this.sessions.dispose();
    this.store.dispose();
  }

  #noteLive(): void {
    const { isLive } = this;
    if (isLive && !this.#wasLive) this.liveAt.push(performance.now());
    this.#wasLive = isLive;
  }

  #openNew(): void {
    for (const { id: rootId, sessions } of this.store.state.roots.values()) {
      for (const id of sessions.keys()) {
        if (!this.#viewed.has(id)) this.#viewed.set(id, this.sessions.openTranscript(rootId, id));
      }
    }
  }
}
