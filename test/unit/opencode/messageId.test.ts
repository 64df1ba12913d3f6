import assert from 'node:assert/strict';
import { messageIdSource } from '../../../src/opencode/messageId.ts';

describe('message ids', () => {
  it('look as OpenCode makes them', () => {
    const id = messageIdSource(() => 1_795_219_353_718)();
    assert.match(id, /^msg_[0-9a-f]{12}[0-9A-Za-z]{14}$/);
    // As recorded: the first message of this millisecond.
    assert.ok(id.startsWith('msg_1fb697076001'));
  });

  it('ascend within a millisecond, over its end and when the clock is set back', () => {
    const times = [...Array.from({ length: 5_000 }, () => 10), 11, 12, 3, 3, 14];
    let at = 0;
    const next = messageIdSource(() => times[at++] ?? 20);
    const ids = times.map(() => next().slice(0, 16));
    assert.deepEqual(ids, ids.toSorted());
    assert.equal(new Set(ids).size, ids.length);
  });
});
