import { nullLogger } from '../../../src/base/log.ts';
import { systemClock } from '../../../src/base/time.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import type { SessionBackend } from '../../../src/model/backend.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import type { SessionId } from '../../../src/model/ids.ts';
import { RunEngine, type RunResult } from '../../../src/runs/runEngine.ts';
import { RequestBroker } from '../../../src/session/requestBroker.ts';
import { SessionService } from '../../../src/session/sessionService.ts';
import type { RootState } from '../../../src/session/state.ts';
import { Store } from '../../../src/session/store.ts';
import type { LiveServer } from '../liveServer.ts';
import { until } from '../until.ts';
import type { Account, AskMode } from './account.ts';
import { callsSince } from './modelCalls.ts';
import { resetProject } from './parityProject.ts';
import { storeAccount } from './storeAccount.ts';

/** What the product is given in place of an event of the stream. */
export type StreamChange = (event: StreamEvent) => readonly StreamEvent[];

/** Turns of a live server by the product's own way, from its pool to its store. */
export class OurSide {
  readonly #live: LiveServer;
  readonly #store = new Store({ onError: rethrow });
  readonly #sessions: SessionService;
  readonly #broker: RequestBroker;
  readonly #runs: RunEngine;
  readonly #tapped = new WeakSet<SessionBackend>();
  #events: StreamEvent[] = [];
  #change: StreamChange = (event) => [event];

  constructor(live: LiveServer) {
    this.#live = live;
    this.#tap();
    const base = { store: this.#store, clock: systemClock, log: nullLogger };
    const sessions = new SessionService({ ...base, pool: live.pool });
    const broker = new RequestBroker({ ...base, backendOf: (root) => sessions.backendOf(root) });
    this.#sessions = sessions;
    this.#broker = broker;
    this.#runs = new RunEngine({ ...base, sessions, broker });
    sessions.addRoot(live.root, 'project');
  }

  async account(script: string, mode: AskMode, change?: StreamChange): Promise<Account> {
    await this.#sessions.ensureRoot(this.#live.root);
    resetProject(this.#live.root);
    this.#events = [];
    this.#change = change ?? ((event) => [event]);
    const before = this.#live.model.calls.length;
    let view: Disposable | undefined;
    const binding = this.#sessions.onDidBindDraft(({ sessionId }) => {
      view = this.#sessions.openTranscript(this.#live.root, sessionId);
    });
    const answers = mode === 'allow' ? this.#allow() : undefined;
    try {
      const result = await this.#run(script, mode);
      const session = await this.#completed(result);
      const calls = callsSince(this.#live.model, before);
      return storeAccount({ root: this.#root, session, events: this.#events, result, calls });
    } finally {
      view?.dispose();
      binding.dispose();
      answers?.dispose();
    }
  }

  dispose(): void {
    this.#broker.dispose();
    this.#sessions.dispose();
    this.#store.dispose();
  }

  get #root(): RootState {
    const root = this.#store.state.roots.get(this.#live.root);
    if (!root) throw new Error('The root is gone.');
    return root;
  }

  #run(script: string, mode: AskMode): Promise<RunResult> {
    return this.#runs.run(
      { rootId: this.#live.root, prompt: `[[script:${script}]]` },
      {
        signal: AbortSignal.timeout(120_000),
        asks: mode === 'reject' ? 'reject' : 'wait',
        onProgress: () => undefined,
      },
    );
  }

  #allow(): Disposable {
    return this.#broker.onDidAsk(({ id }) => void this.#broker.answerPermission(id, 'once'));
  }

  /** OpenCode goes idle before it completes the message of a turn that failed. */
  async #completed({ sessionId }: RunResult): Promise<SessionId> {
    if (sessionId === undefined) throw new Error('The session did not begin.');
    await until(
      () => {
        const last = this.#root.transcripts.get(sessionId)?.messages.last;
        return last?.role === 'assistant' && last.completedAt !== undefined;
      },
      { what: 'the completed message' },
    );
    return sessionId;
  }

  /** Puts itself between each server's stream and whoever watches it. */
  #tap(): void {
    const { pool } = this.#live;
    const backendOf = pool.backend.bind(pool);
    pool.backend = async (root) => {
      const backend = await backendOf(root);
      if (!this.#tapped.has(backend)) this.#tapBackend(backend);
      return backend;
    };
  }

  #tapBackend(backend: SessionBackend): void {
    this.#tapped.add(backend);
    const watch = backend.watch.bind(backend);
    backend.watch = (observer) =>
      watch({
        onConnected: () => observer.onConnected(),
        onLost: (error) => observer.onLost(error),
        onEvent: (event) => {
          const changed = this.#change(event);
          this.#events.push(...changed);
          for (const each of changed) observer.onEvent(each);
        },
      });
  }
}

function rethrow(error: unknown): never {
  throw error;
}
