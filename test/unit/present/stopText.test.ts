import assert from 'node:assert/strict';
import { sessionId } from '../../../src/model/ids.ts';
import type { ServerStarter } from '../../../src/model/server.ts';
import { chatView } from '../../../src/present/chatView.ts';
import { sessionRows } from '../../../src/present/sessionRows.ts';
import { statusLine } from '../../../src/present/statusLine.ts';
import { stopQuestion } from '../../../src/present/stopQuestion.ts';
import { lateStop } from '../../../src/present/stopText.ts';
import { runProgress } from '../../../src/runs/runProgress.ts';
import { workingSessions } from '../../../src/session/selectors.ts';
import { aSession, permission, root } from '../../support/fixtures.ts';
import { stateAfter, added, type Change } from '../../support/replay.ts';

const s1 = aSession('s1', { title: 'Fix the greeting' });
const child = aSession('child', { parentId: s1.id, title: 'Look around' });
const other = aSession('s2');
const options = { isAnswering: () => false };

function busy(id: string): Change {
  return { kind: 'statusChanged', sessionId: sessionId(id), status: { kind: 'busy' } };
}

/** A session and its sub-session at work, and what followed. */
function after(...changes: readonly Change[]) {
  const state = stateAfter(
    added,
    ready('thisWindow'),
    ...[s1, child].map((session): Change => ({ kind: 'sessionChanged', session })),
    busy('s1'),
    busy('child'),
    ...changes,
  );
  const found = state.roots.get(root);
  assert.ok(found);
  return { state, root: found };
}

function ready(startedBy: ServerStarter): Change {
  const place = { version: '1.18.33', origin: 'http://127.0.0.1:1', startedBy } as const;
  return { kind: 'serverChanged', state: { kind: 'ready', ...place } };
}

const stopped: Change = { kind: 'stopAsked', sessionId: s1.id };
const late: Change = { kind: 'stopLate', sessionId: s1.id };
const view = (...changes: readonly Change[]) =>
  chatView(after(...changes).state, { rootId: root, sessionId: s1.id }, options);
const rowOf = (...changes: readonly Change[]) =>
  sessionRows(after(...changes).state, 0)[0]?.children?.[0];

describe('a session that is being stopped', () => {
  it('says so in the panel, and takes the next prompt as an idle one does', () => {
    const { activity, composer } = view(stopped);
    assert.deepEqual(activity, { kind: 'stopping' });
    assert.equal(composer.placeholder, 'Ask for more');
  });

  it('asks nothing any more', () => {
    const ask: Change = { kind: 'requestAsked', request: permission('r1', 'child') };
    assert.equal(view(ask).requests.length, 1);
    assert.deepEqual(view(ask, stopped).requests, []);
    assert.deepEqual(view(ask, stopped).activity, { kind: 'stopping' });
  });

  it('says so in the tree, where it cannot be stopped once more', () => {
    const row = rowOf(stopped);
    assert.deepEqual(
      [row?.description, row?.contextValue, row?.children?.[0]?.description],
      ['stopping…', 'session.top.stopping', 'stopping…'],
    );
    assert.equal(rowOf(stopped, late)?.description, 'not stopped yet');
  });

  it('says so in the status bar unless something else goes on', () => {
    assert.equal(statusLine(after().state).text, '$(loading~spin) OpenCode: 1 working');
    assert.equal(statusLine(after(stopped).state).text, '$(loading~spin) OpenCode: stopping…');
    const others: readonly Change[] = [{ kind: 'sessionChanged', session: other }, busy('s2')];
    assert.equal(
      statusLine(after(...others, stopped).state).text,
      '$(loading~spin) OpenCode: 1 working',
    );
    const line = statusLine(after(...others, stopped, late).state);
    assert.deepEqual(
      [line.text, line.severity],
      ['$(warning) OpenCode: not stopped yet', 'warning'],
    );
  });

  it('says so in a task’s progress', () => {
    assert.equal(runProgress(after(stopped).root, s1.id, 'wait'), 'Stopping…');
  });

  it('does not keep a server from being ended', () => {
    assert.ok(stopQuestion(after().root, 'Restart'));
    assert.equal(stopQuestion(after(stopped, late).root, 'Restart'), undefined);
    assert.deepEqual(workingSessions(after(stopped).root), []);
  });

  it('that does not follow is offered a way out: a new server, where that is ours to give', () => {
    assert.equal(lateStop(after(stopped).root, s1.id), undefined);
    const offer = lateStop(after(stopped, late).root, s1.id);
    assert.equal(offer?.title, 'OpenCode has not confirmed that “Fix the greeting” was stopped.');
    assert.deepEqual(offer.actions, [{ id: 'restartServer', label: 'Restart Server' }]);
    assert.deepEqual(view(stopped, late).activity, { kind: 'stopping', problem: offer });
    const theirs = lateStop(after(ready('person'), stopped, late).root, s1.id);
    assert.deepEqual(theirs?.actions, [{ id: 'stopAgain', label: 'Stop Again' }]);
  });

  it('has nothing to offer once it is idle', () => {
    const idle: Change = { kind: 'statusChanged', sessionId: s1.id, status: { kind: 'idle' } };
    assert.equal(lateStop(after(stopped, late, idle).root, s1.id), undefined);
    assert.deepEqual(view(stopped, late, idle).activity, { kind: 'idle' });
  });
});
