import assert from 'node:assert/strict';
import { nullLogger } from '../../../src/base/log.ts';
import { AppError } from '../../../src/base/errors.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import { partId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import { PromptRetries } from '../../../src/host/chat/promptRetries.ts';
import { sessionChat } from '../../../src/host/chat/chatTarget.ts';
import { PickedOptions } from '../../../src/host/pickedOptions.ts';
import { aSession, assistantMessage, root, textPart, userMessage } from '../../support/fixtures.ts';
import { memoryMemento } from '../../support/memoryMemento.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';

const session = aSession('s1');
const asked = userMessage('m1', 's1');
const answer = assistantMessage('m2', 's1', { createdAt: 2, parentId: asked.id });
const target = sessionChat(root, session.id);

describe('sending again', () => {
  let world: SessionWorld;
  let retries: PromptRetries;

  beforeEach(async () => {
    world = new SessionWorld();
    const { store, sessions } = world;
    const picked = new PickedOptions(memoryMemento(), nullLogger);
    retries = new PromptRetries({ store, sessions, picked });
    world.onStart = (backend) => {
      backend.change({ kind: 'sessionChanged', session }, told(asked), told(answer));
      backend.change({ kind: 'partChanged', part: textPart('p1', asked, { text: 'do it' }) });
    };
    await sessions.ensureRoot(root);
    sessions.openTranscript(root, session.id);
    await settled();
  });

  afterEach(() => world.dispose());

  const sent = () => world.backend.prompts.map(({ text }) => text);
  const click = (rowId: string) => retries.sendAgain({ target, rowId });

  it('sends the files of its message along', async () => {
    const { id: messageId, sessionId } = asked;
    const base = { messageId, sessionId, kind: 'file', mime: 'image/png', name: 'a.png' } as const;
    const part = { ...base, id: partId('f1'), url: 'data:image/png,' };
    world.backend.emit({ kind: 'partChanged', part });
    await settled();
    world.read = ({ composed }) => Promise.resolve({ kind: 'turn', parts: composed?.parts ?? [] });
    await click('m2');
    const { name, mime, url } = part;
    const parts = [{ kind: 'file', name, mime, url }];
    assert.deepEqual(world.backend.prompts[0]?.errand, { kind: 'turn', parts });
  });

  it('gives the prompt of a failed turn anew once, however often it is clicked', async () => {
    const take = world.backend.stall('prompt');
    const clicks = [click('m2'), click('m2')];
    await settled();
    clicks.push(click('m2'));
    await settled();
    take();
    await Promise.all(clicks);
    assert.deepEqual(sent(), ['do it']);
  });

  it('sends a prompt that waits once, and complains of no second click', async () => {
    world.backend.failNext('prompt', new AppError('server-unreachable', 'No answer.'));
    const { id: sessionId } = session;
    const prompt = { kind: 'session', sessionId } as const;
    await assert.rejects(world.sessions.prompt({ rootId: root, target: prompt, text: 'hi' }));
    const [failed] = world.state.outbox;
    assert.ok(failed);
    await Promise.all([click(failed.id), click(failed.id)]);
    assert.deepEqual(sent(), ['hi']);
  });

  it('is possible once more after it has failed', async () => {
    world.backend.failNext('prompt', new AppError('server-unreachable', 'No answer.'));
    await assert.rejects(click('m2'), { code: 'server-unreachable' });
    await click('m2');
    assert.deepEqual(sent(), ['do it']);
  });

  it('goes on for one row while another is on its way', async () => {
    const take = world.backend.stall('prompt');
    const clicks = [click('m1'), click('m2')];
    await settled();
    take();
    await Promise.all(clicks);
    assert.deepEqual(sent(), ['do it', 'do it']);
  });
});

function told(message: Message): StreamEvent {
  const { parts: _, ...info } = message;
  return { kind: 'messageChanged', info };
}
