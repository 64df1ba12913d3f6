import assert from 'node:assert/strict';
import { toPart } from '../../../../src/opencode/wire/wirePart.ts';

describe('a file of a message', () => {
  const wire = {
    id: 'prt_1',
    messageID: 'msg_1',
    sessionID: 'ses_1',
    type: 'file',
    mime: 'a/b',
    url: 'data:,',
  };
  const isMentioned = (source?: unknown) => {
    const part = toPart({ ...wire, source });
    assert.equal(part?.kind, 'file');
    return part?.kind === 'file' && part.isMentioned;
  };

  it('is mentioned when words of the prompt stand for it', () => {
    const text = { value: '@a', start: 0, end: 2 };
    assert.equal(isMentioned({ type: 'file', path: 'a', text }), true);
    assert.equal(isMentioned(), undefined);
  });
});
