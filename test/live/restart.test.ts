import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Disposable } from '../../src/base/disposable.ts';
import { DisposableStore } from '../../src/base/disposable.ts';
import { nullLogger } from '../../src/base/log.ts';
import { systemClock } from '../../src/base/time.ts';
import type { SessionId } from '../../src/model/ids.ts';
import type { ServerState } from '../../src/model/server.ts';
import { chatView } from '../../src/present/chatView.ts';
import type { RowView } from '../../src/protocol/view.ts';
import { IdleStop } from '../../src/session/idleStop.ts';
import { statusOf } from '../../src/session/selectors.ts';
import { RequestBroker } from '../../src/session/requestBroker.ts';
import { SessionService } from '../../src/session/sessionService.ts';
import type { RootState } from '../../src/session/state.ts';
import { Store } from '../../src/session/store.ts';
import { LiveServer } from '../support/liveServer.ts';
import { markedProcesses } from '../support/markedProcesses.ts';
import { until } from '../support/until.ts';
import { Waiter } from '../support/waiter.ts';

const mark = 'OPENCODE_RESTART_TEST';

/** A window's sessions over a real server that can be ended from outside. */
class LiveWindow {
  readonly #owned = new DisposableStore();
  readonly #changed = new Waiter();
  readonly store = new Store({ onError: (error) => assert.fail(String(error)) });
  readonly live: LiveServer;
  readonly sessions: SessionService;
  readonly broker: RequestBroker;
  readonly #name: string;

  private constructor(live: LiveServer, name: string) {
    this.live = live;
    this.#name = name;
    const log = nullLogger;
    const { store, root } = { store: this.store, root: live.root };
    this.sessions = new SessionService({ store, pool: live.pool, clock: systemClock, log });
    const backendOf = (id: typeof root) => this.sessions.backendOf(id);
    this.broker = new RequestBroker({ store, backendOf, log });
    this.#owned.add(store.onDidChange(() => this.#changed.notify()));
    this.sessions.addRoot(root, 'project');
  }

  static async open(): Promise<LiveWindow> {
    const name = randomUUID();
    return new LiveWindow(await LiveServer.start({ env: { [mark]: name } }), name);
  }

  add(item: Disposable): void {
    this.#owned.add(item);
  }

  get root(): RootState {
    const root = this.store.state.roots.get(this.live.root);
    assert.ok(root);
    return root;
  }

  get pids(): readonly number[] {
    const found = markedProcesses(mark, this.#name);
    return found
      .filter(({ command }) => command.includes('serve --hostname'))
      .map(({ pid }) => pid);
  }

  kill(): void {
    const [server, ...others] = this.pids;
    assert.ok(server !== undefined && others.length === 0, 'one server runs');
    process.kill(server, 'SIGKILL');
  }

  until(test: () => boolean, what: string): Promise<void> {
    return this.#changed.until(test, () => `${what}; the server is ${this.root.server.kind}`);
  }

  async server<K extends ServerState['kind']>(kind: K): Promise<Extract<ServerState, { kind: K }>> {
    const isIt = (state: ServerState): state is Extract<ServerState, { kind: K }> =>
      state.kind === kind;
    await this.until(() => isIt(this.root.server), kind);
    const { server } = this.root;
    assert.ok(isIt(server));
    return server;
  }

  /** A session whose messages are kept, with this as its first prompt. */
  async talk(script: string): Promise<SessionId> {
    const target = { kind: 'draft', draftId: randomUUID() } as const;
    const text = `[[script:${script}]]`;
    const id = await this.sessions.prompt({ rootId: this.live.root, target, text });
    this.#owned.add(this.sessions.openTranscript(this.live.root, id));
    return id;
  }

  prompt(id: SessionId, script: string): Promise<SessionId> {
    const target = { kind: 'session', sessionId: id } as const;
    const text = `[[script:${script}]]`;
    return this.sessions.prompt({ rootId: this.live.root, target, text });
  }

  rows(id: SessionId): readonly RowView[] {
    const target = { rootId: this.live.root, sessionId: id };
    return chatView(this.store.state, target, { isAnswering: () => false }).rows;
  }

  async answered(id: SessionId, count: number): Promise<void> {
    const isDone = (row: RowView) =>
      row.kind === 'assistant' &&
      row.isDone &&
      JSON.stringify(row.parts).includes('scripted model');
    const isIdle = () => statusOf(this.root, id).kind === 'idle';
    await this.until(
      () => isIdle() && this.rows(id).filter(isDone).length === count,
      `answer ${count}`,
    );
  }

  async end(): Promise<void> {
    this.broker.dispose();
    this.sessions.dispose();
    this.#owned.dispose();
    await this.live.end();
    assert.deepEqual(this.pids, []);
  }
}

describe('a real server that is ended from outside', function () {
  this.timeout(120_000);
  let window: LiveWindow;

  beforeEach(async () => {
    window = await LiveWindow.open();
  });
  afterEach(async () => window.end());

  it('is there again by itself, and the conversation goes on', async () => {
    const id = await window.talk('hello');
    await window.answered(id, 1);
    window.kill();
    const crashed = await window.server('crashed');
    assert.equal(crashed.error.code, 'server-killed');
    assert.ok(crashed.restartsAt !== undefined);
    await window.server('ready');
    await window.prompt(id, 'hello');
    await window.answered(id, 2);
    assert.equal(window.root.errors.size, 0);
  });

  it('leaves a turn that says that it was cut off, and its tool does not run for ever', async () => {
    const id = await window.talk('bash-endless');
    await window.until(() => window.broker.pending.length === 1, 'the question');
    const [asked] = window.broker.pending;
    assert.ok(asked);
    await window.broker.answerPermission(asked.id, 'once');
    const isRunning = () => JSON.stringify(window.rows(id)).includes('"text":"started');
    await window.until(isRunning, 'the tool');
    window.kill();
    await window.server('crashed');
    assert.deepEqual(cutOff(window.rows(id)), cutOffTurn);
    await window.server('ready');
    await window.until(() => window.root.transcripts.has(id), 'the conversation');
    assert.deepEqual(cutOff(window.rows(id)), cutOffTurn);
    assert.deepEqual(window.broker.pending, []);
    await window.prompt(id, 'hello');
    await window.answered(id, 1);
    const [first] = cutOff(window.rows(id));
    assert.deepEqual(first, { tools: ['interrupted'], problem: undefined, isInterrupted: true });
  });

  it('answers a prompt that was given while it was away', async () => {
    const id = await window.talk('hello');
    await window.answered(id, 1);
    window.kill();
    await window.server('crashed');
    const sent = window.prompt(id, 'hello');
    assert.equal(window.root.outbox[0]?.state.kind, 'queued');
    assert.equal(await sent, id);
    await window.answered(id, 2);
    assert.deepEqual(window.root.outbox, []);
  });

  it('answers a prompt that it had not taken yet when it ended', async () => {
    const id = await window.talk('hello');
    await window.answered(id, 1);
    await window.live.pool.stop(window.live.root);
    const sent = window.prompt(id, 'hello');
    await until(() => window.pids.length === 1, { what: 'the process' });
    window.kill();
    assert.equal(await sent, id);
    await window.answered(id, 2);
  });

  it('is given up after too many times, and is there again when a person wants it', async () => {
    const { pool, root } = window.live;
    await window.sessions.ensureRoot(root);
    for (let count = 1; count <= 5; count += 1) {
      window.kill();
      assert.ok((await window.server('crashed')).restartsAt !== undefined, `crash ${count}`);
      await pool.backend(root);
      await window.server('ready');
    }
    window.kill();
    const last = await window.server('crashed');
    assert.equal(last.restartsAt, undefined);
    assert.equal(last.error.code, 'server-keeps-ending');
    assert.deepEqual(window.pids, []);
    await window.sessions.start(root);
    await window.server('ready');
    window.kill();
    assert.ok((await window.server('crashed')).restartsAt !== undefined);
    const id = await window.talk('hello');
    await window.answered(id, 1);
  });

  it('is stopped when nothing happens, not before, and starts with the next prompt', async () => {
    const { pool } = window.live;
    const { store, sessions } = window;
    const idleStop = new IdleStop({
      store,
      pool,
      clock: systemClock,
      log: nullLogger,
      onDidUse: sessions.onDidUse,
      limitMs: () => 1_000,
    });
    window.add(idleStop);
    const id = await window.talk('bash');
    await window.until(() => window.broker.pending.length === 1, 'the question');
    // What waits for a person, waits: longer than the limit.
    await systemClock.wait(2_500);
    const [asked] = window.broker.pending;
    assert.ok(asked, 'it still waits');
    await window.broker.answerPermission(asked.id, 'once');
    const stopped = await window.server('stopped');
    assert.equal(stopped.because, 'idle');
    assert.deepEqual(cutOff(window.rows(id)), [
      { tools: ['completed'], problem: undefined, isInterrupted: false },
    ]);
    await until(() => window.pids.length === 0, { what: 'the end of the process' });
    await window.prompt(id, 'hello');
    await window.answered(id, 1);
  });
});

interface Turn {
  readonly tools: readonly string[];
  readonly problem: string | undefined;
  readonly isInterrupted: boolean;
}

const cutOffTurn: readonly Turn[] = [
  {
    tools: ['interrupted'],
    problem: 'The OpenCode server ended before this turn was finished.',
    isInterrupted: false,
  },
];

function cutOff(rows: readonly RowView[]): readonly Turn[] {
  return rows.flatMap((row) =>
    row.kind === 'assistant'
      ? [
          {
            tools: row.parts.flatMap((part) => (part.kind === 'tool' ? [part.card.status] : [])),
            problem: row.problem?.title,
            isInterrupted: row.isInterrupted,
          },
        ]
      : [],
  );
}
