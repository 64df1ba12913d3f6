import assert from 'node:assert/strict';
import type { StreamEvent } from '../../../src/model/event.ts';
import type { Message } from '../../../src/model/message.ts';
import { aSession, assistantMessage, root, textPart } from '../../support/fixtures.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const messages = [1, 2, 3, 4].map((n) => assistantMessage(`m${n}`, 's1', { createdAt: n }));

describe('the page before what is shown', () => {
  let world: SessionWorld;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) =>
      backend.change({ kind: 'sessionChanged', session: s1 }, ...messages.map(told));
    await world.sessions.ensureRoot(root);
    await settled();
    world.backend.truth.mostInPage = 2;
    world.sessions.openTranscript(root, s1.id);
    await settled();
    assert.equal(shown().length, 2);
  });

  afterEach(() => world.dispose());

  const shown = () => [...(world.state.transcripts.get(s1.id)?.messages ?? [])];

  async function olderOnItsWay(): Promise<() => Promise<void>> {
    const arrive = world.backend.stall('transcript');
    void world.sessions.loadOlder(root, s1.id);
    await settled();
    return async () => {
      arrive();
      await settled();
    };
  }

  it('comes with what was told of its messages meanwhile', async () => {
    const arrive = await olderOnItsWay();
    const [first, second] = messages;
    assert.ok(first && second);
    const part = textPart('p1', first, { text: 'Hi', endedAt: 1 });
    world.backend.emit({ kind: 'partChanged', part }, told({ ...first, cost: 5 }), {
      kind: 'messageRemoved',
      sessionId: s1.id,
      messageId: second.id,
    });
    await arrive();
    assert.deepEqual(
      shown().map(({ id }) => id),
      ['m1', 'm3', 'm4'],
    );
    assert.deepEqual(shown()[0], { ...first, cost: 5, parts: [part] });
  });

  it('brings no older state of a message that is known', async () => {
    const arrive = await olderOnItsWay();
    const known = assistantMessage('m2', 's1', { createdAt: 2, cost: 9 });
    world.store.dispatch({
      kind: 'transcriptLoaded',
      rootId: root,
      sessionId: s1.id,
      page: { messages: [known, ...shown()], olderCursor: '2' },
      position: 'newest',
    });
    await arrive();
    const [, second] = shown();
    assert.ok(second?.role === 'assistant');
    assert.deepEqual([shown().length, second.cost], [4, 9]);
  });

  it('is not shown when the stream was lost meanwhile: it may have missed something', async () => {
    const arrive = await olderOnItsWay();
    // What is asked for from here on arrives at once.
    world.backend.stall('transcript')();
    world.backend.lose();
    const changed = assistantMessage('m1', 's1', { createdAt: 1, cost: 7 });
    world.backend.change(told(changed));
    world.backend.connect();
    await settled();
    await arrive();
    assert.equal(shown().length, 2);
    await world.sessions.loadOlder(root, s1.id);
    assert.deepEqual(shown()[0], changed);
  });

  it('is asked for again once the stream is back', async () => {
    world.backend.lose();
    const loading = world.sessions.loadOlder(root, s1.id);
    await settled();
    assert.equal(shown().length, 2);
    world.backend.connect();
    await loading;
    assert.equal(shown().length, 4);
  });
});

function told(message: Message): StreamEvent {
  const { parts: _, ...info } = message;
  return { kind: 'messageChanged', info };
}
