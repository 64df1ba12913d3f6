import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { Errand, PromptTarget } from '../../../src/model/prompt.ts';
import { aSession, root, textPart, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const target: PromptTarget = { kind: 'session', sessionId: s1.id };
const composed = { mentions: ['@a'], files: [] };
const shell: Errand = { kind: 'shell', command: 'ls', agent: 'build' };

describe('a prompt that a person composed', () => {
  let world: SessionWorld;
  let reads: string[];

  beforeEach(() => {
    world = new SessionWorld();
    reads = [];
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session: s1 });
    world.read = ({ text }) => {
      reads.push(text);
      return Promise.resolve(shell);
    };
  });

  afterEach(() => world.dispose());

  const prompt = (text: string) => world.sessions.prompt({ rootId: root, target, text, composed });

  it('is read just before it leaves, and nobody else’s is', async () => {
    await prompt('!ls');
    await world.sessions.prompt({ rootId: root, target, text: '!ls of a peer' });
    assert.deepEqual(reads, ['!ls']);
    const errands = world.backend.prompts.map(({ errand }) => errand?.kind);
    assert.deepEqual(errands, ['shell', 'turn']);
  });

  it('fails and stays when it cannot be read, and is read anew when it is sent again', async () => {
    const gone = new AppError('mention-lost', '@a is not there any more.');
    const read = world.read;
    world.read = () => Promise.reject(gone);
    await assert.rejects(prompt('@a'), gone);
    assert.deepEqual(world.backend.prompts, []);
    const [failed] = world.state.outbox;
    assert.deepEqual(failed?.state, { kind: 'failed', error: gone });
    assert.ok(failed);
    world.read = read;
    await world.sessions.retryPrompt(failed.id);
    assert.deepEqual(reads, ['@a']);
  });

  it('does not hold up the next one once its message has come, however long it runs', async () => {
    await world.sessions.ensureRoot(root);
    const { backend } = world;
    const end = backend.stall('prompt');
    const first = prompt('!sleep 100');
    await settled();
    const [sent] = backend.prompts;
    assert.ok(sent);
    const { parts: _, ...info } = userMessage(sent.id, s1.id);
    const part = textPart('p1', userMessage(sent.id, s1.id), { text: 'ran' });
    backend.emit({ kind: 'messageChanged', info }, { kind: 'partChanged', part });
    assert.equal(await first, s1.id);
    assert.deepEqual(world.state.outbox, []);
    end();
    await prompt('next');
    assert.equal(backend.prompts.length, 2);
  });
});
