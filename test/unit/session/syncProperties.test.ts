import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { AppError } from '../../../src/base/errors.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import type { RequestId, SessionId } from '../../../src/model/ids.ts';
import type { Part, TextPart } from '../../../src/model/part.ts';
import type { PromptTarget } from '../../../src/model/prompt.ts';
import type { PendingRequest } from '../../../src/model/request.ts';
import { root } from '../../support/fixtures.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';
import { chosen, serverSteps, TurnServer, type ServerStep } from '../../support/turnServer.ts';

const personSteps = {
  answer: 4,
  open: 3,
  send: 2,
  start: 2,
  older: 2,
  leave: 1,
  remove: 1,
  refresh: 1,
};
const networkSteps = { lose: 3, connect: 4, lag: 2, catchUp: 3, wait: 1 };

type PersonStep = keyof typeof personSteps;
type NetworkStep = keyof typeof networkSteps;

type Step =
  | { readonly of: 'server'; readonly name: ServerStep; readonly pick: number }
  | { readonly of: 'person'; readonly name: PersonStep; readonly pick: number }
  | { readonly of: 'network'; readonly name: NetworkStep; readonly pick: number };

const pick = fc.nat(50);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: steps('server', serverSteps) },
  { weight: 2, arbitrary: steps('person', personSteps) },
  { weight: 2, arbitrary: steps('network', networkSteps) },
);

function steps<Of extends Step['of'], Name extends string>(
  of: Of,
  weights: Readonly<Record<Name, number>>,
) {
  const isName = (name: string): name is Name => name in weights;
  const names = Object.keys(weights).filter(isName);
  const name = fc.oneof(
    ...names.map((name) => ({ weight: weights[name], arbitrary: fc.constant(name) })),
  );
  return fc.record({ of: fc.constant(of), name, pick });
}

/** How many steps a call takes to reach the server and to come back; beyond 3 it is lost there. */
const journeys = fc.array(fc.record({ there: fc.nat(4), back: fc.nat(4) }), { minLength: 1 });

const story = fc.array(step, { minLength: 1, maxLength: 100, size: 'max' });

/** A person, a server and a bad network between them. */
class Ordeal {
  readonly world = new SessionWorld();
  readonly #viewed: Disposable[] = [];
  readonly #answered = new Set<RequestId>();
  readonly #removed = new Set<SessionId>();
  /** Whose turn we have heard to be over. */
  readonly #over = new Set<RequestId>();
  readonly #travelling = new Set<{ left: number; arrive: () => void }>();
  #server: TurnServer | undefined;
  #catchUp: () => void = () => undefined;
  #isLost = false;
  #drafts = 0;

  constructor(journeys: readonly { readonly there: number; readonly back: number }[]) {
    let calls = 0;
    const next = (way: 'there' | 'back') => {
      const journey = journeys[calls++ % journeys.length];
      return this.#travel(journey?.[way] ?? 0);
    };
    this.world.onStart = (backend) => {
      this.#server = new TurnServer(backend);
      backend.pace = { read: () => next('there'), arrive: () => next('back') };
      backend.truth.mostInPage = 4;
      for (const step of ['begin', 'begin', 'prompt', 'write', 'write'] as const) {
        this.#server.step(step, 0);
      }
    };
    this.world.store.onDidChange(() => this.#checkShown());
    this.#noteOver();
  }

  async begin(): Promise<void> {
    await settled();
    for (const pick of [0, 1]) this.#act('open', pick);
    await this.#tick();
  }

  async go(step: Step): Promise<void> {
    if (step.of === 'server') this.#server?.step(step.name, step.pick);
    else if (step.of === 'person') this.#act(step.name, step.pick);
    else await this.#net(step.name);
    await this.#tick();
    this.#checkHonest();
  }

  /** The network is good from here on. */
  async recover(): Promise<void> {
    this.world.backend.pace = { read: () => settled(), arrive: () => settled() };
    this.#catchUp();
    if (this.#isLost) this.world.backend.connect();
    for (let turn = 0; turn < 8; turn++) {
      for (const call of this.#travelling) call.left = 0;
      await this.#tick();
      await this.world.clock.elapse(5_000);
    }
  }

  checkTruth(): void {
    const { truth } = this.world.backend;
    const { sessions, statuses, requests, transcripts, todos, outbox } = this.world.state;
    assert.deepEqual(new Map(sessions), truth.sessions);
    const busy = [...truth.statuses].filter(([, { kind }]) => kind !== 'idle');
    assert.deepEqual(new Map(statuses), new Map(busy));
    this.#checkAsked(truth.requests, new Set(requests.keys()));
    for (const [id, { messages, olderCursor }] of transcripts) {
      const all = truth.messages(id).map(withoutRunningText);
      const loaded = olderCursor === undefined ? all : all.slice(-messages.length);
      assert.deepEqual([...messages].map(withoutRunningText), loaded);
      assert.deepEqual(todos.get(id) ?? [], truth.todos.get(id) ?? []);
      const shown = new Set([...messages].map((message) => message.id));
      for (const { messageId } of outbox)
        assert.ok(!messageId || !shown.has(messageId), 'shown twice');
    }
    for (const [id, known] of todos) assert.deepEqual(known, truth.todos.get(id) ?? []);
    for (const { state } of outbox) assert.equal(state.kind, 'failed');
    this.#checkHonest();
  }

  /** Of what an aborted turn left, some cannot be told apart: where also the next turn began unheard. */
  #checkAsked(listed: ReadonlyMap<RequestId, PendingRequest>, shown: ReadonlySet<RequestId>): void {
    const isLeft = (id: RequestId) => this.#server?.left.has(id) === true;
    for (const id of shown) {
      assert.ok(listed.has(id), `${id} is not asked`);
      assert.ok(!isLeft(id) || !this.#over.has(id), `${id} is over`);
    }
    for (const [id, { sessionId }] of listed) {
      const isLive = this.world.state.statuses.has(sessionId) && !isLeft(id);
      assert.ok(!isLive || shown.has(id), `${id} is not shown`);
    }
  }

  #noteOver(): void {
    let before: ReadonlyMap<RequestId, PendingRequest> = new Map();
    this.world.store.onDidDispatch((event) => {
      if (event.kind === 'requestAsked') this.#over.delete(event.request.id);
      if (event.kind === 'statusChanged' && event.status.kind === 'idle') {
        for (const { id, sessionId } of before.values()) {
          if (sessionId === event.sessionId) this.#over.add(id);
        }
      }
      before = this.world.state.requests;
    });
  }

  end(): void {
    for (const viewer of this.#viewed) viewer.dispose();
    const { backend, clock, store } = this.world;
    this.world.dispose();
    assert.deepEqual(this.world.failures, []);
    assert.deepEqual([backend.watcherCount, clock.waiting, store.listenerCount], [0, 0, 0]);
  }

  #act(name: PersonStep, pick: number): void {
    const { sessions, state } = this.world;
    const id = chosen([...state.sessions.keys()], pick);
    const request = chosen(this.world.broker.pending, pick);
    if (name === 'answer' && request) this.#answer(request.id);
    if (name === 'leave') this.#viewed.shift()?.dispose();
    if (name === 'refresh') void sessions.refresh(root);
    if (name === 'start') this.#send({ kind: 'draft', draftId: String((this.#drafts += 1)) });
    if (id !== undefined) this.#actOn(id, name, pick);
  }

  #actOn(id: SessionId, name: PersonStep, pick: number): void {
    const { sessions } = this.world;
    if (name === 'open') this.#viewed.push(sessions.openTranscript(root, id));
    if (name === 'remove' && pick < 10) this.#remove(id);
    if (name === 'older') sessions.loadOlder(root, id).catch(() => undefined);
    if (name === 'send') this.#send({ kind: 'session', sessionId: id });
  }

  #answer(id: RequestId): void {
    this.world.broker
      .answerPermission(id, 'once')
      .then((outcome) => outcome === 'answered' && this.#answered.add(id))
      .catch(() => undefined);
  }

  #remove(id: SessionId): void {
    this.world.sessions
      .remove(root, id)
      .then(() => this.#removed.add(id))
      .catch(() => undefined);
  }

  #send(target: PromptTarget): void {
    this.world.sessions.prompt({ rootId: root, target, text: 'Mine' }).catch(() => undefined);
  }

  async #net(name: NetworkStep): Promise<void> {
    const { backend, clock } = this.world;
    if (name === 'lose' && !this.#isLost) backend.lose();
    if (name === 'connect' && this.#isLost) backend.connect();
    if (name === 'lose' || name === 'connect') this.#isLost = name === 'lose';
    if (name === 'lag') this.#catchUp = backend.lag();
    if (name === 'catchUp') this.#catchUp();
    if (name === 'wait') await clock.elapse(1_000);
  }

  async #travel(steps: number): Promise<void> {
    if (steps > 0) {
      await new Promise<void>((arrive) =>
        this.#travelling.add({ left: Math.min(steps, 3), arrive }),
      );
    }
    if (steps > 3) throw new AppError('server-unreachable', 'Lost on its way.');
  }

  async #tick(): Promise<void> {
    for (const call of this.#travelling) {
      call.left -= 1;
      if (call.left > 0) continue;
      this.#travelling.delete(call);
      call.arrive();
    }
    await settled();
    await settled();
  }

  /** What is over is never shown again. */
  #checkShown(): void {
    const { sessions, requests } = this.world.state;
    for (const id of this.#removed) assert.ok(!sessions.has(id), `${id} was deleted`);
    for (const id of this.#answered) assert.ok(!requests.has(id), `${id} was answered`);
  }

  #checkHonest(): void {
    const messages = [...this.world.state.transcripts.values()].flatMap((known) => [
      ...known.messages,
    ]);
    for (const part of messages.flatMap(({ parts }) => parts)) {
      const whole = this.#server?.texts.get(part.id);
      if (part.kind === 'text' && whole !== undefined) assertHonest(part, whole);
    }
  }
}

/** What is shown of a text is what was written, in order, and where some is left out that is marked. */
function assertHonest({ text, gaps = [], endedAt }: TextPart, whole: string): void {
  if (endedAt !== undefined) assert.equal(text, whole);
  assert.ok(endedAt === undefined || gaps.length === 0);
  const bounds = [0, ...gaps, text.length];
  let at = 0;
  for (const [index, start] of bounds.slice(0, -1).entries()) {
    const piece = text.slice(start, bounds[index + 1]);
    const found = index === 0 ? (whole.startsWith(piece) ? 0 : -1) : whole.indexOf(piece, at);
    assert.ok(found >= 0, `“${piece}” is not what follows in “${whole}”`);
    at = found + piece.length;
  }
}

function withoutRunningText<M extends { readonly parts: readonly Part[] }>(message: M): M {
  const parts = message.parts.map((part) =>
    part.kind === 'text' && part.endedAt === undefined
      ? { ...part, text: '', gaps: undefined }
      : part,
  );
  return { ...message, parts };
}

describe('a root in a bad network', () => {
  it('is at last what its server is, whatever was lost, late or in vain', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(story, journeys, async (list, journeys) => {
        const ordeal = new Ordeal(journeys);
        const ready = ordeal.world.sessions.ensureRoot(root).catch(() => undefined);
        await ordeal.begin();
        for (const step of list) await ordeal.go(step);
        await ordeal.recover();
        await ready;
        ordeal.checkTruth();
        ordeal.end();
      }),
      { numRuns: Number(process.env['RUNS'] ?? 150) },
    );
  });
});
