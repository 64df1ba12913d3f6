import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { nullLogger } from '../../../src/base/log.ts';
import { systemClock } from '../../../src/base/time.ts';
import type { PromptTarget } from '../../../src/model/prompt.ts';
import { SessionService } from '../../../src/session/sessionService.ts';
import { Store } from '../../../src/session/store.ts';
import { AttachedWorld } from '../../support/attachedWorld.ts';
import { Conversation } from '../../support/conversation.ts';
import { PathProxy } from '../../support/pathProxy.ts';
import { until } from '../../support/until.ts';

describe('a real server that the person runs', function () {
  this.timeout(120_000);
  let world: AttachedWorld;

  before(async () => {
    world = await AttachedWorld.open();
    await world.start();
  });
  beforeEach(() => {
    world.use();
    world.states.length = 0;
  });
  afterEach(async () => {
    await world.live.pool.stop(world.live.root);
    assert.ok(world.server.isRunning);
  });
  after(() => world.end());

  async function says(script: string, expected: RegExp): Promise<void> {
    const talk = await Conversation.open(world.live);
    await talk.prompt(script);
    await talk.idle();
    assert.match(await talk.text(), expected);
    talk.close();
  }

  it('is worked with as if it were ours', async () => {
    const { live, server } = world;
    await live.backend();
    assert.deepEqual(world.kinds(), ['connecting', 'ready']);
    const state = live.pool.state(live.root);
    assert.ok(state.kind === 'ready' && state.startedBy === 'person');
    assert.equal(state.origin, server.origin);
    assert.match(state.version, /^1\./);
    await says('hello', /scripted model/);
  });

  it('asks as its owner configured it, not as we start ours', async () => {
    const talk = await Conversation.open(world.live);
    await talk.prompt('bash');
    await talk.idle();
    assert.deepEqual(talk.requests(), []);
    assert.match(JSON.stringify(await talk.tools()), /hi-from-bash/);
    talk.close();
  });

  it('works in the folder that it is told, beside others', async () => {
    const { live } = world;
    const other = live.addRoot('other');
    const here = await Conversation.open(live);
    const there = await Conversation.open(live, other);
    assert.equal(there.session.rootId, other);
    const ids = (await here.backend.listSessions()).map(({ id }) => id);
    assert.ok(ids.includes(here.session.id) && !ids.includes(there.session.id));
    await live.pool.stop(other);
    here.close();
    there.close();
  });

  it('does not let in whoever has no password or a wrong one', async () => {
    const { live, server } = world;
    world.useWithoutPassword();
    await world.fails('password-missing');
    world.use(server.origin, 'another one');
    await world.fails('server-unauthorized');
    world.use();
    await (await live.backend()).listSessions();
    assert.equal(live.pool.state(live.root).kind, 'ready');
  });

  it('must have the folder, under the same path', async () => {
    const { live } = world;
    const gone = live.addRoot('nowhere');
    rmSync(gone, { recursive: true });
    const backend = await live.backend(gone);
    await assert.rejects(backend.listSessions(), { code: 'folder-missing' });
    const state = live.pool.state(gone);
    assert.ok(state.kind === 'refused' && state.error.message.includes(gone));
  });

  it('goes on with its work when it is let go of', async () => {
    const { live } = world;
    const talk = await Conversation.open(live);
    await talk.prompt('slow');
    await talk.log.take('textAppended');
    talk.close();
    await live.pool.stop(live.root);
    assert.equal(live.pool.state(live.root).kind, 'stopped');
    const again = await live.backend();
    assert.equal((await again.listStatuses()).get(talk.session.id)?.kind, 'busy');
    await again.abort(talk.session.id);
  });

  it('may stand below a path of a proxy', async () => {
    const proxy = await PathProxy.start('/opencode', world.server.port);
    world.use(proxy.url);
    await says('hello', /scripted model/);
    await world.live.pool.stop(world.live.root);
    await proxy.close();
  });

  it('is set and taken away again while a session is open, and nothing of it is lost', async () => {
    const { live } = world;
    const here = new Desk(world);
    world.useOurs();
    const id = await here.say({ kind: 'draft', draftId: 'draft-1' });
    const target: PromptTarget = { kind: 'session', sessionId: id };
    const viewer = here.sessions.openTranscript(live.root, id);
    await until(() => here.messages(id) === 2, { what: 'the conversation' });
    assert.equal(here.startedBy(), 'thisWindow');

    world.use();
    await here.sessions.restart(live.root);
    assert.equal(here.startedBy(), 'person');
    assert.equal(here.messages(id), 2);
    await here.say(target);
    assert.equal(here.messages(id), 4);

    world.useOurs();
    await live.pool.stop(live.root);
    assert.equal(here.startedBy(), 'stopped');
    assert.equal(here.messages(id), 4);
    await here.say(target);
    assert.equal(here.startedBy(), 'thisWindow');
    assert.equal(here.messages(id), 6);
    viewer.dispose();
    here.dispose();
  });

  describe('in the end', () => {
    it('is still there', async () => {
      const { live, server } = world;
      await live.backend();
      await live.pool.stopAll();
      live.pool.dispose();
      assert.ok(server.isRunning);
      const answer = await fetch(`${server.origin}/global/health`);
      assert.equal(answer.status, 401);
    });
  });
});

/** What a window has of a folder. */
class Desk {
  readonly sessions: SessionService;
  readonly #store = new Store({ onError: (error) => assert.fail(String(error)) });
  readonly #world: AttachedWorld;

  constructor(world: AttachedWorld) {
    this.#world = world;
    const { pool, root } = world.live;
    const options = { store: this.#store, pool, clock: systemClock, log: nullLogger };
    this.sessions = new SessionService(options);
    this.sessions.addRoot(root, 'project');
  }

  messages(id: Awaited<ReturnType<Desk['say']>>): number | undefined {
    return this.#root?.transcripts.get(id)?.messages.length;
  }

  startedBy(): string {
    const state = this.#world.live.pool.state(this.#world.live.root);
    return state.kind === 'ready' ? state.startedBy : state.kind;
  }

  /** A whole turn. */
  async say(target: PromptTarget) {
    const text = 'Go on. [[script:hello]]';
    const id = await this.sessions.prompt({ rootId: this.#world.live.root, target, text });
    await until(() => this.#root?.statuses.has(id), { what: 'the turn' });
    await until(() => !this.#root?.statuses.has(id), { what: 'the end of the turn' });
    return id;
  }

  dispose(): void {
    this.sessions.dispose();
    this.#store.dispose();
  }

  get #root() {
    return this.#store.state.roots.get(this.#world.live.root);
  }
}
