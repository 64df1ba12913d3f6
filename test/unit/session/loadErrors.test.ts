import assert from 'node:assert/strict';
import type { Disposable } from '../../../src/base/disposable.ts';
import { AppError } from '../../../src/base/errors.ts';
import { aSession, assistantMessage, root } from '../../support/fixtures.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const broken = new AppError('http-status', 'Status 500.');
const unreadable = new AppError('bad-payload', 'That is no list.');
const tooLarge = new AppError('answer-too-large', 'Too large.');

describe('a conversation that cannot be read', () => {
  let world: SessionWorld;
  let viewer: Disposable;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) =>
      backend.change(
        { kind: 'sessionChanged', session: s1 },
        ...[1, 2, 3, 4].map((n) => {
          const { parts: _, ...info } = assistantMessage(`m${n}`, 's1', { createdAt: n });
          return { kind: 'messageChanged', info } as const;
        }),
      );
    await world.sessions.ensureRoot(root);
    await settled();
  });

  afterEach(() => {
    world.dispose();
    assert.equal(world.clock.waiting, 0);
  });

  async function open(failure: AppError, times: number): Promise<void> {
    for (let count = 0; count < times; count++) world.backend.failNext('transcript', failure);
    viewer = world.sessions.openTranscript(root, s1.id);
    await settled();
  }

  const error = () => world.state.loadErrors.get(s1.id);
  const shown = () => world.state.transcripts.get(s1.id)?.messages.length;
  const tries = () => world.backend.callsOf('transcript');

  it('is no matter of people when the next try works', async () => {
    await open(broken, 2);
    await world.clock.elapse(1_000);
    assert.deepEqual([error(), shown()], [undefined, 4]);
  });

  it('says why after three tries, and shows itself when it can be read', async () => {
    await open(broken, 4);
    await world.clock.elapse(1_000);
    assert.deepEqual([error(), shown()], [broken, undefined]);
    await world.clock.elapse(20_000);
    assert.deepEqual([error(), shown()], [undefined, 4]);
  });

  it('is tried less and less often where that may help', async () => {
    await open(broken, 1_000);
    await world.clock.elapse(10 * 60_000);
    assert.ok(tries() > 10 && tries() < 30, `${tries()} tries`);
    assert.equal(world.warnings.length, tries());
  });

  it('is not tried again where that cannot help', async () => {
    await open(unreadable, 1_000);
    await world.clock.elapse(10 * 60_000);
    assert.deepEqual([error(), tries(), world.clock.waiting], [unreadable, 3, 0]);
  });

  it('is tried at once when a person asks for it, and says why again', async () => {
    await open(unreadable, 7);
    await world.clock.elapse(1_000);
    await world.sessions.refresh(root);
    await settled();
    assert.equal(error(), undefined);
    await world.clock.elapse(1_000);
    assert.equal(error(), unreadable);
    await world.sessions.refresh(root);
    await settled();
    assert.deepEqual([error(), shown()], [undefined, 4]);
  });

  it('is tried at once when somebody looks at it anew', async () => {
    await open(broken, 3);
    await world.clock.elapse(1_000);
    assert.equal(error(), broken);
    viewer.dispose();
    await settled();
    assert.equal(error(), undefined);
    world.sessions.openTranscript(root, s1.id);
    await settled();
    assert.equal(shown(), 4);
  });

  it('says so at once when it is not there', async () => {
    const gone = new AppError('not-found', 'No such route.');
    await open(gone, 1);
    assert.deepEqual([error(), tries(), world.clock.waiting], [gone, 1, 0]);
  });

  it('says nothing any more when its session was deleted', async () => {
    await open(unreadable, 3);
    await world.clock.elapse(1_000);
    world.backend.emit({ kind: 'sessionRemoved', sessionId: s1.id });
    assert.equal(error(), undefined);
    world.store.dispatch({
      kind: 'transcriptFailed',
      rootId: root,
      sessionId: s1.id,
      error: unreadable,
    });
    assert.equal(error(), undefined);
  });

  it('says nothing any more when the server has ended', async () => {
    await open(unreadable, 3);
    await world.clock.elapse(1_000);
    await world.pool.stop(root);
    assert.equal(error(), undefined);
  });

  it('is read in smaller pages when it is too large for one', async () => {
    await open(tooLarge, 6);
    assert.deepEqual([error(), shown(), tries()], [undefined, 1, 7]);
    assert.equal(world.state.transcripts.get(s1.id)?.olderCursor, '3');
    await world.sessions.loadOlder(root, s1.id);
    assert.deepEqual([shown(), tries()], [2, 8]);
  });

  it('says so when even one message is too large', async () => {
    await open(tooLarge, 1_000);
    await world.clock.elapse(60_000);
    assert.equal(error(), tooLarge);
    assert.equal(world.clock.waiting, 0);
  });

  it('leaves a catalog that cannot be read alone, too', async () => {
    const before = world.backend.callsOf('catalog');
    for (let count = 0; count < 1_000; count++) world.backend.failNext('catalog', unreadable);
    await world.sessions.refresh(root);
    await world.clock.elapse(10 * 60_000);
    assert.equal(world.backend.callsOf('catalog') - before, 3);
  });
});
