import assert from 'node:assert/strict';
import { sessionId } from '../../../src/model/ids.ts';
import { BoundDrafts } from '../../../src/session/boundDrafts.ts';

describe('the sessions that drafts became', () => {
  const drafts = new BoundDrafts();

  it('are known for the newest of them, however many there were', () => {
    for (let n = 1; n <= 1_000; n += 1) drafts.add(`d${n}`, sessionId(`s${n}`));
    const known = Array.from({ length: 1_000 }, (_, n) => drafts.sessionOf(`d${n + 1}`));
    assert.equal(known.at(-1), 's1000');
    assert.deepEqual(
      known.filter((session) => session !== undefined),
      known.slice(-100),
    );
  });
});
