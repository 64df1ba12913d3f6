import assert from 'node:assert/strict';
import { createDeferred } from '../../../src/base/deferred.ts';
import { AppError } from '../../../src/base/errors.ts';
import { nullLogger } from '../../../src/base/log.ts';
import { sessionId, type SessionId } from '../../../src/model/ids.ts';
import type { PendingRequest } from '../../../src/model/request.ts';
import { RunEngine, type RunResult } from '../../../src/runs/runEngine.ts';
import type { RunOptions } from '../../../src/runs/runOptions.ts';
import type { RunWarning } from '../../../src/runs/runWarning.ts';
import { UnattendedAsks } from '../../../src/runs/unattendedAsks.ts';
import { aSession, assistantMessage, permission, question, root } from '../../support/fixtures.ts';
import type { MemoryBackend } from '../../support/memoryBackend.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const refused = new AppError('server-unreachable', 'Nobody listens.');

describe('a run that nobody watches', () => {
  let world: SessionWorld;
  let controller: AbortController;
  let progress: string[];
  let warnings: RunWarning[];
  let result: Promise<RunResult>;
  let session: SessionId;

  beforeEach(() => {
    world = new SessionWorld();
    controller = new AbortController();
    progress = [];
    warnings = [];
  });

  afterEach(() => {
    world.dispose();
    assert.equal(world.clock.waiting, 0, 'no timer is left');
  });

  /** Until its turn has begun. */
  async function begin(change: Partial<RunOptions> = {}): Promise<MemoryBackend> {
    const { store, sessions, broker, clock } = world;
    const engine = new RunEngine({ store, sessions, broker, clock, log: nullLogger });
    result = engine.run(
      { rootId: root, prompt: 'Do it' },
      {
        signal: controller.signal,
        asks: 'reject',
        onProgress: (text) => progress.push(text),
        onWarning: (warning) => warnings.push(warning),
        ...change,
      },
    );
    await settled();
    session = sessionId(world.backend.prompts[0]?.session ?? 'none');
    world.backend.emit(statusChanged(session, 'busy'));
    await settled();
    return world.backend;
  }

  async function end(): Promise<RunResult> {
    const info = assistantMessage('answer', session, { createdAt: 2, completedAt: 3 });
    world.backend.emit({ kind: 'messageChanged', info }, statusChanged(session, 'idle'));
    return result;
  }

  async function ask(...requests: readonly PendingRequest[]): Promise<void> {
    world.backend.emit(...requests.map((request) => ({ kind: 'requestAsked', request }) as const));
    await settled();
  }

  function texts(): readonly string[] {
    return warnings.map(({ text }) => text);
  }

  function replies(): readonly string[] {
    return world.backend.replies.map(({ id, reply }) => `${id} ${reply}`);
  }

  it('rejects a permission, and says so at once and in the result', async () => {
    await begin();
    await ask(permission('r', session));
    assert.deepEqual(replies(), ['r reject']);
    assert.deepEqual(texts(), ['Rejected: bash `ls` (nobody is there to answer)']);
    assert.deepEqual(world.broker.pending, []);
    assert.ok(progress.includes('Rejecting a request…'));
    assert.ok(!progress.includes('Waiting for you'));
    const { outcome, warnings: told } = await end();
    assert.equal(outcome, 'completed');
    assert.deepEqual(told, warnings);
  });

  it('rejects a question', async () => {
    await begin();
    await ask(question('q', session));
    assert.deepEqual(replies(), ['q reject']);
    assert.deepEqual(texts(), ['Rejected: question "Which one?" (nobody is there to answer)']);
    await end();
  });

  it('rejects what a sub-session asks, and nothing of another session', async () => {
    const backend = await begin();
    const child = aSession('child', { parentId: session });
    const grandchild = aSession('grandchild', { parentId: child.id });
    const other = aSession('other');
    for (const each of [child, grandchild, other]) {
      backend.emit({ kind: 'sessionChanged', session: each }, statusChanged(each.id, 'busy'));
    }
    await ask(
      permission('mine', 'grandchild'),
      permission('theirs', 'other'),
      question('its', 'child'),
    );
    assert.deepEqual(replies(), ['mine reject', 'its reject']);
    assert.deepEqual(
      world.broker.pending.map(({ id }) => String(id)),
      ['theirs'],
    );
    await end();
  });

  it('leaves everything to the person when it is told to wait', async () => {
    await begin({ asks: 'wait' });
    await ask(permission('r', session));
    assert.deepEqual(replies(), []);
    assert.equal(progress.at(-1), 'Waiting for you');
    assert.deepEqual((await end()).warnings, []);
  });

  it('rejects what was asked before it looked', async () => {
    const backend = await begin({ asks: 'wait' });
    await ask(permission('r', session));
    const { store, broker, clock } = world;
    const onWarning = (warning: RunWarning) => warnings.push(warning);
    const options = { store, broker, clock, rootId: root, sessionId: session, onWarning };
    const unattended = new UnattendedAsks(options);
    await unattended.settled();
    assert.deepEqual(
      backend.replies.map(({ id }) => id),
      ['r'],
    );
    assert.equal(warnings.length, 1);
    unattended.dispose();
    await ask(permission('later', session));
    assert.equal(backend.replies.length, 1);
    await end();
  });

  it('rejects what was asked while the stream was lost', async () => {
    const backend = await begin();
    backend.lose();
    backend.change({ kind: 'requestAsked', request: permission('r', session) });
    await settled();
    assert.deepEqual(replies(), []);
    backend.connect();
    await settled();
    assert.deepEqual(replies(), ['r reject']);
    assert.equal(warnings.length, 1);
    await end();
  });

  it('sends a rejection that failed again, and says both', async () => {
    const backend = await begin();
    backend.failNext('replyPermission', refused);
    backend.failNext('replyPermission', refused);
    await ask(permission('r', session));
    assert.deepEqual(texts(), ['Could not reject yet: bash `ls` (Nobody listens.)']);
    backend.emit({ kind: 'sessionChanged', session: aSession('other') });
    await settled();
    assert.equal(backend.callsOf('replyPermission'), 1);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      world.clock.advance(1_000);
      await settled();
    }
    assert.deepEqual(replies(), ['r reject']);
    assert.deepEqual(texts(), [
      'Could not reject yet: bash `ls` (Nobody listens.)',
      'Rejected: bash `ls` (nobody is there to answer)',
    ]);
    assert.deepEqual((await end()).warnings, warnings);
  });

  it('sends a rejection that was lost with the stream when that is back', async () => {
    const backend = await begin();
    backend.failNext('replyPermission', refused);
    await ask(permission('r', session));
    backend.lose();
    world.clock.advance(10_000);
    await settled();
    assert.equal(backend.callsOf('replyPermission'), 1);
    backend.connect();
    await settled();
    assert.deepEqual(replies(), ['r reject']);
    assert.equal(warnings.at(-1)?.kind, 'rejected');
    await end();
  });

  it('counts an ask as rejected that is closed although the answer was lost', async () => {
    const backend = await begin();
    const reply = backend.replyPermission.bind(backend);
    backend.replyPermission = async (request, answer) => {
      backend.lose();
      await reply(request, answer);
      throw refused;
    };
    await ask(permission('r', session));
    assert.deepEqual(
      warnings.map(({ kind }) => kind),
      ['not-rejected'],
    );
    backend.connect();
    await settled();
    world.clock.advance(10_000);
    await settled();
    assert.deepEqual(replies(), ['r reject']);
    assert.deepEqual(
      warnings.map(({ kind }) => kind),
      ['not-rejected', 'rejected'],
    );
    await end();
  });

  it('handles an ask once that is told again', async () => {
    const backend = await begin();
    const release = backend.stall('replyPermission');
    const request = permission('r', session);
    await ask(request);
    await ask(request);
    assert.equal(backend.callsOf('replyPermission'), 1);
    release();
    await settled();
    await ask(request);
    assert.equal(warnings.length, 1);
    assert.deepEqual(world.broker.pending, []);
    await end();
  });

  it('warns of each ask that one rejection closes', async () => {
    const backend = await begin();
    const reply = backend.replyPermission.bind(backend);
    const swept = createDeferred<undefined>();
    backend.replyPermission = async (request, answer) => {
      if (request.id === 'two') await swept.promise;
      const outcome = await reply(request, answer);
      for (const { id } of backend.truth.requests.values()) {
        backend.emit({ kind: 'requestClosed', sessionId: session, requestId: id });
      }
      swept.resolve(undefined);
      return outcome;
    };
    await ask(permission('one', session), permission('two', session));
    assert.deepEqual(replies(), ['one reject', 'two reject']);
    assert.deepEqual(warnings.map(({ request }) => String(request.id)).sort(), ['one', 'two']);
    await end();
  });

  it('says nothing of an ask that somebody else answered', async () => {
    const backend = await begin();
    const child = aSession('child', { parentId: session });
    backend.emit({ kind: 'sessionChanged', session: child }, statusChanged(child.id, 'busy'));
    const release = backend.stall('replyPermission');
    const request = permission('theirs', session);
    world.store.dispatch({ kind: 'requestAsked', request, rootId: root });
    await ask(permission('ours', 'child'));
    assert.equal(backend.callsOf('replyPermission'), 2);
    release();
    await settled();
    assert.deepEqual(
      warnings.map(({ request }) => String(request.id)),
      ['ours'],
    );
    assert.deepEqual(world.broker.pending, []);
    await end();
  });

  it('goes on when another door that was first could not answer', async () => {
    const backend = await begin({ asks: 'wait' });
    await ask(permission('r', session));
    backend.failNext('replyPermission', refused);
    const first = world.broker.answerPermission(world.broker.pending[0]?.id ?? fail(), 'once');
    const { store, broker, clock } = world;
    const onWarning = (warning: RunWarning) => warnings.push(warning);
    const options = { store, broker, clock, rootId: root, sessionId: session, onWarning };
    const unattended = new UnattendedAsks(options);
    await assert.rejects(first);
    await settled();
    world.clock.advance(1_000);
    await settled();
    assert.deepEqual(replies(), ['r reject']);
    unattended.dispose();
    await end();
  });

  it('knows all its warnings when the turn ends before the answer to a rejection', async () => {
    const backend = await begin();
    const release = backend.stall('replyPermission');
    await ask(permission('r', session));
    const ended = end();
    await settled();
    assert.deepEqual(warnings, []);
    release();
    assert.equal((await ended).warnings.length, 1);
  });

  it('is stopped at once although a rejection is on its way', async () => {
    const backend = await begin();
    const release = backend.stall('replyPermission');
    await ask(permission('r', session));
    controller.abort();
    assert.equal((await result).outcome, 'cancelled');
    release();
  });

  it('sends nothing more when it has ended', async () => {
    const backend = await begin();
    backend.failNext('replyPermission', refused);
    await ask(permission('r', session));
    await end();
    world.clock.advance(10_000);
    await settled();
    assert.equal(backend.callsOf('replyPermission'), 1);
  });

  it('rejects the next ask although nobody could be told of the first', async () => {
    await begin({
      onWarning: () => {
        throw new Error('The pipe is closed.');
      },
    });
    await ask(permission('one', session));
    await ask(permission('two', session));
    assert.deepEqual(replies(), ['one reject', 'two reject']);
    assert.equal((await end()).warnings.length, 2);
  });
});

function fail(): never {
  throw new Error('Nothing is pending.');
}
