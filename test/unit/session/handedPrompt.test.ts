import assert from 'node:assert/strict';
import type { LocalEvent } from '../../../src/model/event.ts';
import { messageId } from '../../../src/model/ids.ts';
import { hasArrived } from '../../../src/session/handedPrompt.ts';
import { root, userMessage } from '../../support/fixtures.ts';
import { after, known, loaded, s1, type Change } from '../../support/replay.ts';

const place = { version: '1', origin: 'http://127.0.0.1:1', startedBy: 'thisWindow' } as const;
const ready: LocalEvent = { kind: 'serverChanged', state: { kind: 'ready', ...place } };
const lost: LocalEvent = {
  kind: 'serverChanged',
  state: { kind: 'reconnecting', ...place, since: 1 },
};

describe('a prompt that was handed on', () => {
  const has = (id: string, ...changes: readonly Change[]) =>
    hasArrived(after(known, ...changes), {
      rootId: root,
      sessionId: s1,
      messageId: messageId(id),
    });
  const messages = [userMessage('m2', 's1')];

  it('has arrived when the conversation has its message, and has not when it lacks it', () => {
    assert.equal(has('m2', ready, loaded(messages)), true);
    assert.equal(has('m3', ready, loaded(messages)), false);
    assert.equal(has('m1', ready, loaded(messages)), false);
    assert.equal(has('m1', ready, loaded([])), false);
  });

  it('has arrived when it is older than what is loaded', () => {
    assert.equal(has('m1', ready, loaded(messages, 'older')), true);
    assert.equal(has('m3', ready, loaded(messages, 'older')), false);
  });

  it('is unknown while the conversation is not there or may be out of date', () => {
    assert.equal(has('m2', ready), undefined);
    assert.equal(has('m2', ready, loaded(messages), lost), undefined);
    const prompt = { rootId: root, sessionId: s1, messageId: messageId('m2') };
    assert.equal(hasArrived(undefined, prompt), undefined);
  });
});
