import assert from 'node:assert/strict';
import { sessionId } from '../../../src/model/ids.ts';
import { stopQuestion } from '../../../src/present/stopQuestion.ts';
import { emptyRoot, type RootState } from '../../../src/session/state.ts';
import { aSession, root } from '../../support/fixtures.ts';

const sessions = new Map(
  [aSession('s1'), aSession('s2'), aSession('sub', { parentId: sessionId('s1') })].map(
    (session) => [session.id, session],
  ),
);

function working(...ids: readonly string[]): RootState {
  const statuses = new Map(ids.map((id) => [sessionId(id), { kind: 'busy' } as const]));
  return { ...emptyRoot(root, 'repo'), sessions, statuses };
}

describe('the question before a server is ended', () => {
  it('is not asked where nothing is at work', () => {
    assert.equal(stopQuestion(working(), 'Stop'), undefined);
  });

  it('counts sessions, not what works for them', () => {
    assert.deepEqual(stopQuestion(working('s1', 'sub'), 'Stop'), {
      message: '1 session is working. Stop the server anyway?',
      detail: 'Its turn is cut off. What was done so far stays.',
      button: 'Stop Server',
    });
    const question = stopQuestion(working('s1', 's2'), 'Restart');
    assert.equal(question?.message, '2 sessions are working. Restart the server anyway?');
    assert.equal(question.button, 'Restart Server');
  });
});
