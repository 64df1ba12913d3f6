import assert from 'node:assert/strict';
import { createDeferred } from '../../../src/base/deferred.ts';
import { AppError } from '../../../src/base/errors.ts';
import { messageId, rootId, type SessionId } from '../../../src/model/ids.ts';
import type { PromptTarget } from '../../../src/model/prompt.ts';
import type { DraftBinding } from '../../../src/session/promptSender.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const child = aSession('child', { parentId: s1.id });
const target: PromptTarget = { kind: 'session', sessionId: s1.id };
const draft: PromptTarget = { kind: 'draft', draftId: 'd1' };

describe('SessionService', () => {
  let world: SessionWorld;

  beforeEach(() => {
    world = new SessionWorld();
    world.onStart = (backend) => {
      for (const session of [s1, child]) backend.change({ kind: 'sessionChanged', session });
    };
  });

  afterEach(() => world.dispose());

  const prompt = (text: string, to: PromptTarget = target): Promise<SessionId> =>
    world.sessions.prompt({ rootId: root, target: to, text });
  const texts = () => world.backend.prompts.map(({ text }) => text);
  const outbox = () => world.state.outbox.map(({ text, state }) => [text, state.kind]);

  /** A start that takes until the returned function is called. */
  function slowStart(): () => void {
    const start = createDeferred<undefined>();
    world.pool.gate = start.promise;
    return () => start.resolve(undefined);
  }

  describe('starting', () => {
    it('starts nothing by itself', async () => {
      await settled();
      assert.equal(world.pool.startCount, 0);
      assert.equal(world.state.server.kind, 'stopped');
    });

    it('shares one start', async () => {
      await Promise.all([
        world.sessions.ensureRoot(root),
        world.sessions.ensureRoot(root),
        prompt('hi'),
      ]);
      assert.equal(world.pool.startCount, 1);
      assert.equal(world.backend.watcherCount, 1);
    });

    it('says why it cannot, in the state too, and can be asked again', async () => {
      const refusal = new AppError('binary-not-found', 'No opencode.');
      world.pool.failure = refusal;
      await assert.rejects(world.sessions.ensureRoot(root), refusal);
      assert.deepEqual(world.state.server, { kind: 'refused', error: refusal });
      world.pool.failure = undefined;
      await world.sessions.ensureRoot(root);
      assert.equal(world.state.server.kind, 'ready');
    });

    it('refuses a folder that is not open', async () => {
      await assert.rejects(world.sessions.ensureRoot(rootId('/else')), { code: 'no-workspace' });
    });

    it('lets go of a folder and its server', async () => {
      await world.sessions.ensureRoot(root);
      await world.sessions.removeRoot(root);
      assert.equal(world.store.state.roots.size, 0);
      assert.equal(world.backend.watcherCount, 0);
      assert.equal(world.pool.state(root).kind, 'stopped');
    });

    it('does not connect to a server that was stopped while it started', async () => {
      const start = slowStart();
      const ready = world.sessions.ensureRoot(root);
      await world.pool.stop(root);
      start();
      await assert.rejects(ready, { code: 'cancelled' });
    });

    it('is ended but not started again by a restart that is cancelled', async () => {
      await world.sessions.ensureRoot(root);
      await world.sessions.restart(root, AbortSignal.abort());
      assert.deepEqual([world.state.server.kind, world.pool.startCount], ['stopped', 1]);
    });

    it('restarts, and refreshes without a restart', async () => {
      await world.sessions.ensureRoot(root);
      await world.sessions.restart(root);
      assert.equal(world.pool.startCount, 2);
      world.backend.change({ kind: 'sessionChanged', session: aSession('s2') });
      await world.sessions.refresh(root);
      await settled();
      assert.equal(world.pool.startCount, 2);
      assert.equal(world.state.sessions.size, 3);
    });
  });

  describe('prompts', () => {
    it('shows a prompt at once and sends it when the server runs', async () => {
      const start = slowStart();
      const sent = prompt('hi');
      assert.deepEqual(outbox(), [['hi', 'queued']]);
      await settled();
      assert.equal(world.backends.length, 0);
      start();
      assert.equal(await sent, s1.id);
      assert.deepEqual(outbox(), [['hi', 'sent']]);
      const info = userMessage(world.backend.prompts[0]?.id ?? '', 's1');
      world.backend.emit({ kind: 'messageChanged', info });
      assert.deepEqual(outbox(), []);
    });

    it('listens before it sends', async () => {
      world.onStart = (backend) => {
        backend.change({ kind: 'sessionChanged', session: s1 });
        backend.onPrompt = () => assert.equal(world.state.isLoaded, true);
      };
      await prompt('hi');
      assert.ok(
        world.backend.calls.indexOf('listStatuses') < world.backend.calls.indexOf('prompt'),
      );
    });

    it('sends the prompts of one conversation in order, each after the one before was taken', async () => {
      await world.sessions.ensureRoot(root);
      const take = world.backend.stall('prompt');
      const all = [prompt('one'), prompt('two'), prompt('three')];
      await settled();
      assert.deepEqual(texts(), ['one']);
      take();
      await Promise.all(all);
      assert.deepEqual(texts(), ['one', 'two', 'three']);
      const ids = world.backend.prompts.map(({ id }) => id);
      assert.deepEqual(ids, ids.toSorted());
    });

    it('makes one session for several prompts on one draft, and tells before the first is sent', async () => {
      const bound: DraftBinding[] = [];
      world.sessions.onDidBindDraft((binding) => {
        assert.equal(world.backend.prompts.length, 0);
        const target = { kind: 'session', sessionId: binding.sessionId };
        for (const waiting of world.state.outbox) assert.deepEqual(waiting.target, target);
        bound.push(binding);
      });
      const ids = await Promise.all([prompt('one', draft), prompt('two', draft)]);
      const [id] = ids;
      assert.deepEqual(ids, [id, id]);
      assert.equal(await prompt('three', draft), id);
      assert.equal(world.backend.callsOf('createSession'), 1);
      assert.deepEqual(texts(), ['one', 'two', 'three']);
      assert.deepEqual(bound, [{ rootId: root, draftId: 'd1', sessionId: id }]);
    });

    it('keeps the order when the draft is prompted as the session it became', async () => {
      await world.sessions.ensureRoot(root);
      const take = world.backend.stall('prompt');
      const first = [prompt('one', draft), prompt('two', draft)];
      await settled();
      const sessionId = world.backend.prompts[0]?.session ?? assert.fail('nothing was sent');
      const last = prompt('three', { kind: 'session', sessionId });
      take();
      await Promise.all([...first, last]);
      assert.deepEqual(texts(), ['one', 'two', 'three']);
    });

    it('keeps a prompt whose server cannot start, with those behind it, and sends them on request', async () => {
      const refusal = new AppError('binary-not-found', 'No opencode.');
      world.pool.failure = refusal;
      const all = [prompt('one', draft), prompt('two', draft)];
      for (const sent of all) await assert.rejects(sent, refusal);
      assert.deepEqual(outbox(), [
        ['one', 'failed'],
        ['two', 'failed'],
      ]);
      assert.equal(world.pool.startCount, 1);
      world.pool.failure = undefined;
      const ids = world.state.outbox.map(({ id }) => id);
      await Promise.all(ids.map((id) => world.sessions.retryPrompt(id)));
      assert.deepEqual(texts(), ['one', 'two']);
      assert.equal(world.backend.callsOf('createSession'), 1);
    });

    it('fails with the crash that came before it was sent', async () => {
      await world.sessions.ensureRoot(root);
      const { backend } = world;
      backend.failNext('prompt', new AppError('server-unreachable', 'Refused.'));
      await assert.rejects(prompt('hi'), { code: 'server-unreachable' });
      assert.deepEqual(outbox(), [['hi', 'failed']]);
      const [failed] = world.state.outbox;
      await world.sessions.retryPrompt(failed?.id ?? messageId('none'));
      assert.deepEqual(texts(), ['hi']);
    });

    it('does not call it a failure when only the answer to the call was lost', async () => {
      await world.sessions.ensureRoot(root);
      world.backend.onPrompt = ({ id, session }) => {
        world.backend.emit({ kind: 'messageChanged', info: userMessage(id, session) });
        throw new AppError('server-unreachable', 'Timed out.');
      };
      assert.equal(await prompt('hi'), s1.id);
      assert.deepEqual(outbox(), []);
    });

    it('gives a prompt back until it is sent, and goes on with the next', async () => {
      const start = slowStart();
      const first = prompt('one');
      const second = prompt('two');
      const id = world.state.outbox[0]?.id ?? messageId('none');
      assert.equal(world.sessions.withdrawPrompt(id), 'one');
      await assert.rejects(first, { code: 'cancelled' });
      assert.equal(world.sessions.withdrawPrompt(id), undefined);
      start();
      await second;
      assert.deepEqual(texts(), ['two']);
      const sentId = world.state.outbox[0]?.id ?? messageId('none');
      assert.equal(world.sessions.withdrawPrompt(sentId), undefined);
    });

    it('sends nothing that was withdrawn while its session was made', async () => {
      await world.sessions.ensureRoot(root);
      const made = world.backend.stall('createSession');
      const sent = prompt('hi', draft);
      await settled();
      world.sessions.withdrawPrompt(world.state.outbox[0]?.id ?? messageId('none'));
      await assert.rejects(sent, { code: 'cancelled' });
      made();
      await settled();
      assert.deepEqual(texts(), []);
    });

    it('keeps what the stream told of a new session before the call returned', async () => {
      await world.sessions.ensureRoot(root);
      const made = world.backend.stall('createSession');
      const sent = prompt('hi', draft);
      await settled();
      const session = [...world.state.sessions.values()].at(-1) ?? assert.fail('no session');
      world.backend.emit({ kind: 'sessionChanged', session: { ...session, title: 'Named' } });
      made();
      assert.equal(world.state.sessions.get(await sent)?.title, 'Named');
    });

    it('takes a prompt back when its signal aborts before it is sent', async () => {
      const start = slowStart();
      const controller = new AbortController();
      const { signal } = controller;
      const sent = world.sessions.prompt({ rootId: root, target, text: 'hi', signal });
      controller.abort();
      await assert.rejects(sent, { code: 'cancelled' });
      start();
      await settled();
      assert.deepEqual(outbox(), []);
      assert.deepEqual(texts(), []);
    });

    it('refuses to retry what has not failed', async () => {
      await assert.rejects(world.sessions.retryPrompt(messageId('none')), { code: 'not-found' });
    });
  });

  it('ends with everything it began', async () => {
    await world.sessions.ensureRoot(root);
    world.sessions.dispose();
    assert.equal(world.backend.watcherCount, 0);
    await assert.rejects(prompt('hi'), { code: 'cancelled' });
    assert.equal(world.pool.startCount, 1);
  });
});
