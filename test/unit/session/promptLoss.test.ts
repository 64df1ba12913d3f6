import assert from 'node:assert/strict';
import type { Disposable } from '../../../src/base/disposable.ts';
import { AppError } from '../../../src/base/errors.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import type { Message } from '../../../src/model/message.ts';
import { storedWithinMs } from '../../../src/model/prompt.ts';
import { aSession, assistantMessage, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const unreachable = new AppError('server-unreachable', 'No answer.');
const s1 = aSession('s1');
const messages = [1, 2, 3, 4].map((n) => assistantMessage(`m${n}`, 's1', { createdAt: n }));

describe('a prompt on its way when the stream is lost', () => {
  let world: SessionWorld;
  let viewer: Disposable;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) =>
      backend.change({ kind: 'sessionChanged', session: s1 }, ...messages.map(told));
    await world.sessions.ensureRoot(root);
    await settled();
    viewer = world.sessions.openTranscript(root, s1.id);
    await settled();
  });

  afterEach(() => world.dispose());

  const shown = () => [...(world.state.transcripts.get(s1.id)?.messages ?? [])];

  const prompt = () => {
    const target = { kind: 'session', sessionId: s1.id } as const;
    return world.sessions.prompt({ rootId: root, target, text: 'hi' });
  };
  const states = () => world.state.outbox.map(({ state }) => state.kind);

  it('gives way to its message', async () => {
    await prompt();
    const sent = world.backend.prompts[0];
    assert.ok(sent);
    world.backend.lose();
    world.backend.change(told(userMessage(sent.id, 's1', { createdAt: 9 })));
    world.backend.connect();
    await settled();
    assert.deepEqual([states(), shown().length], [[], 5]);
  });

  it('gives way although much has happened since', async () => {
    await prompt();
    world.backend.lose();
    world.backend.truth.mostInPage = 1;
    const later = world.backend.newMessageId();
    world.backend.change(told(userMessage(later, 's1', { createdAt: 9 })));
    world.backend.connect();
    await settled();
    assert.deepEqual(states(), []);
  });

  it('is not called lost by what was fetched before its message was due', async () => {
    await prompt();
    const sent = world.backend.prompts[0];
    assert.ok(sent);
    world.backend.lose();
    world.backend.connect();
    await settled();
    await world.clock.elapse(storedWithinMs - 1);
    assert.deepEqual(states(), ['sent']);
    world.backend.emit(told(userMessage(sent.id, 's1', { createdAt: 9 })));
    await world.clock.elapse(storedWithinMs);
    assert.deepEqual([states(), shown().length], [[], 5]);
  });

  it('is looked for when its message is due, and can be sent again when it was not kept', async () => {
    await prompt();
    world.backend.lose();
    world.backend.connect();
    await world.clock.elapse(storedWithinMs);
    const [{ id, state } = assert.fail('it is gone')] = world.state.outbox;
    assert.equal(state.kind === 'failed' && state.error.code, 'prompt-lost');
    await world.sessions.retryPrompt(id);
    assert.deepEqual([states(), world.backend.prompts.length], [['sent'], 2]);
  });

  it('is lost as soon as the stream is back when its message was due before', async () => {
    await prompt();
    world.backend.lose();
    await world.clock.elapse(storedWithinMs);
    assert.deepEqual(states(), ['sent']);
    world.backend.connect();
    await settled();
    assert.deepEqual(states(), ['failed']);
  });

  it('is judged by no answer that was on its way when its message became due', async () => {
    await prompt();
    const sent = world.backend.prompts[0];
    assert.ok(sent);
    world.backend.lose();
    const arrive = world.backend.stall('transcript');
    world.backend.connect();
    await settled();
    world.backend.change(told(userMessage(sent.id, 's1', { createdAt: 9 })));
    await world.clock.elapse(storedWithinMs);
    arrive();
    await settled();
    assert.deepEqual([states(), shown().length], [[], 5]);
  });

  it('has its own time when it is sent again', async () => {
    await prompt();
    world.backend.lose();
    world.pool.crash(root);
    await world.clock.elapse(storedWithinMs - 1_000);
    const [failed] = world.state.outbox;
    assert.ok(failed);
    await world.sessions.ensureRoot(root);
    // In memory each server counts anew; no two ids are the same in OpenCode.
    world.backend.newMessageId();
    await world.sessions.retryPrompt(failed.id);
    world.backend.lose();
    world.backend.connect();
    await world.clock.elapse(storedWithinMs - 1);
    assert.deepEqual(states(), ['sent']);
    await world.clock.elapse(1);
    assert.deepEqual(states(), ['failed']);
  });

  it('is waited for when it may still be stored', async () => {
    const arrive = world.backend.stall('prompt');
    const sent = prompt();
    await settled();
    world.backend.lose();
    world.backend.connect();
    await settled();
    assert.deepEqual(states(), ['sending']);
    arrive();
    await sent;
    assert.deepEqual(states(), ['sent']);
  });

  it('is not waited for when its conversation was left before it could be read again', async () => {
    world.backend.emit(statusChanged(s1.id, 'busy'));
    await prompt();
    world.backend.lose();
    viewer.dispose();
    world.backend.change(statusChanged(s1.id, 'idle'));
    world.backend.failNext('transcript', unreachable);
    world.backend.connect();
    await settled();
    assert.deepEqual([states(), world.state.transcripts.size], [[], 0]);
  });

  it('goes unheard, too, when it leaves with the session that was begun for it', async () => {
    const begin = world.backend.stall('createSession');
    const target = { kind: 'draft', draftId: 'd1' } as const;
    const sent = world.sessions.prompt({ rootId: root, target, text: 'hi' });
    await settled();
    world.backend.lose();
    begin();
    world.sessions.openTranscript(root, await sent);
    world.backend.connect();
    await world.clock.elapse(5_000);
    assert.deepEqual(states(), ['failed']);
  });

  it('does not leave before the stream is back', async () => {
    world.backend.lose();
    const sent = prompt();
    await settled();
    assert.deepEqual([states(), world.backend.prompts.length], [['queued'], 0]);
    assert.ok(world.backend.hurries > 0, 'nobody waits for the next try');
    world.backend.connect();
    await sent;
    assert.equal(world.backend.prompts.length, 1);
  });

  it('is not given twice when only its answer was lost', async () => {
    world.backend.failNext('prompt', unreachable);
    await assert.rejects(prompt());
    const [failed] = world.state.outbox;
    assert.ok(failed?.messageId);
    world.backend.lose();
    world.backend.change(told(userMessage(failed.messageId, 's1', { createdAt: 9 })));
    const again = world.sessions.retryPrompt(failed.id);
    world.backend.connect();
    await settled();
    await again;
    assert.deepEqual([states(), world.backend.prompts.length], [[], 0]);
  });
});

function told(message: Message): StreamEvent {
  const { parts: _, ...info } = message;
  return { kind: 'messageChanged', info };
}
