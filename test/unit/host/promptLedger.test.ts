import assert from 'node:assert/strict';
import { nullLogger } from '../../../src/base/log.ts';
import { PromptLedger, type PromptDecision } from '../../../src/host/chat/promptLedger.ts';
import { messageId } from '../../../src/model/ids.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { memoryMemento } from '../../support/memoryMemento.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const session = aSession('s1');

describe('PromptLedger', () => {
  let world: SessionWorld;
  let stored: Map<string, string>;
  let ledger: PromptLedger;
  let told: PromptDecision[];

  beforeEach(async () => {
    world = new SessionWorld();
    stored = new Map();
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session });
    await world.sessions.ensureRoot(root);
    open();
  });

  afterEach(() => {
    ledger.dispose();
    world.dispose();
  });

  function open(memory = memoryMemento(stored)): void {
    const { store, clock } = world;
    ledger = new PromptLedger({ store, memory, clock, log: nullLogger });
    told = [];
    ledger.onDidDecide((decision) => told.push(decision));
  }

  async function give(key: string): Promise<void> {
    const target = { kind: 'session', sessionId: session.id } as const;
    ledger.add(key, root);
    await world.sessions.prompt({ id: messageId(key), rootId: root, target, text: key });
  }

  function arrive(index: number): void {
    const id = world.backend.prompts[index]?.id ?? assert.fail('it was not sent');
    world.backend.emit({ kind: 'messageChanged', info: userMessage(id, 's1') });
  }

  const outcomes = (...keys: readonly string[]) =>
    ledger.decided(keys).map(({ promptKey, outcome }) => `${promptKey} ${outcome}`);

  it('has remembered a prompt, and as which message, when it leaves', async () => {
    let remembered = '';
    world.backend.onPrompt = ({ id }) => {
      const [text = ''] = stored.values();
      remembered = text.includes('"one"') && text.includes(id) ? id : '';
    };
    await give('one');
    assert.equal(remembered, world.backend.prompts[0]?.id);
  });

  it('is silent until a prompt has arrived, then tells it once and to everybody who asks', async () => {
    await give('one');
    await give('two');
    assert.deepEqual([told, outcomes('two', 'one')], [[], []]);
    arrive(0);
    await settled();
    assert.deepEqual(told, [{ promptKey: 'one', outcome: 'taken' }]);
    assert.deepEqual(outcomes('two', 'one', 'three'), ['one taken', 'three lost']);
    await settled();
    assert.equal(told.length, 1);
  });

  it('remembers the newest that were taken, in the next window too', async () => {
    for (let n = 0; n < 210; n += 1) {
      await give(`p${n}`);
      arrive(n);
      await settled();
    }
    ledger.dispose();
    open();
    const keys = Array.from({ length: 210 }, (_, n) => `p${n}`);
    const taken = ledger.decided(keys).filter(({ outcome }) => outcome === 'taken');
    assert.equal(taken.length, 200);
    assert.deepEqual(outcomes('p0', 'p209'), ['p0 lost', 'p209 taken']);
  });

  it('begins empty over anything that is not its own', () => {
    for (const value of ['1', '{"taken":1}', '{"taken":[],"handed":[{"key":1}]}']) {
      stored = new Map([['promptLedger', value]]);
      ledger.dispose();
      open();
      assert.deepEqual(outcomes('one'), ['one lost']);
    }
  });

  it('lets a prompt go on that cannot be remembered', async () => {
    const memory = memoryMemento(stored);
    ledger.dispose();
    open({ ...memory, update: () => Promise.reject(new Error('The disk is full.')) });
    await give('one');
    arrive(0);
    await settled();
    assert.deepEqual(outcomes('one'), ['one taken']);
  });

  it('knows nothing of prompts that no page gave', async () => {
    const target = { kind: 'session', sessionId: session.id } as const;
    await world.sessions.prompt({ rootId: root, target, text: 'a task' });
    arrive(0);
    await settled();
    assert.deepEqual([told, stored.size], [[], 0]);
  });

  it('leaves nothing behind when it ends', async () => {
    await give('one');
    ledger.dispose();
    const [listeners, waits] = [world.store.listenerCount, world.clock.waiting];
    open();
    assert.ok(world.store.listenerCount > listeners && world.clock.waiting > waits);
    ledger.dispose();
    assert.deepEqual([world.store.listenerCount, world.clock.waiting], [listeners, waits]);
  });
});
