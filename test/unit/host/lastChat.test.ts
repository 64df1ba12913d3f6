import assert from 'node:assert/strict';
import { sessionChat } from '../../../src/host/chat/chatTarget.ts';
import { LastChat } from '../../../src/host/chat/lastChat.ts';
import { sessionId } from '../../../src/model/ids.ts';
import { root } from '../../support/fixtures.ts';
import { LogLines } from '../../support/logLines.ts';
import { settled } from '../../support/sessionWorld.ts';

describe('the session that was shown last', () => {
  const chat = sessionChat(root, sessionId('ses_1'));
  const draft = { rootId: root, draftId: 'draft-1' };

  it('is kept, and forgotten for a conversation that has no session yet', async () => {
    const kept: unknown[] = [];
    const update = async (_: string, value: unknown) => void kept.push(value);
    const last = new LastChat({ get: () => undefined, update }, new LogLines());
    last.set(chat);
    last.set(draft);
    await settled();
    assert.deepEqual(kept, [chat, undefined]);
  });

  it('is missed by nobody but the log when it cannot be kept', async () => {
    const log = new LogLines();
    const update = () => Promise.reject(new Error('The disk is full.'));
    new LastChat({ get: () => undefined, update }, log).set(chat);
    await settled();
    assert.deepEqual(log.lines, ['warn Could not remember the last session: The disk is full.']);
  });
});
