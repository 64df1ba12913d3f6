import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { RootSnapshot } from '../../../src/model/event.ts';
import { rootId } from '../../../src/model/ids.ts';
import { reduce } from '../../../src/session/reducer.ts';
import { aSession, permission, userMessage } from '../../support/fixtures.ts';
import {
  added,
  after,
  aPrompt,
  assertIgnored,
  known,
  loaded,
  queued,
  s1,
  stateAfter,
  type Change,
} from '../../support/replay.ts';

const busy = { kind: 'busy' } as const;
const user = userMessage('m1', 's1');
const opened = loaded([]);

describe('reduce: roots', () => {
  it('adds, renames and removes a root, and knows nothing of others', () => {
    assert.equal(after().name, 'repo');
    assert.equal(after(known, { kind: 'rootAdded', name: 'new' }).name, 'new');
    assert.ok(after(known, { kind: 'rootAdded', name: 'new' }).sessions.has(s1));
    assert.equal(stateAfter(added, { kind: 'rootRemoved' }).roots.size, 0);
    const state = stateAfter(added);
    assert.equal(reduce(state, { ...known, rootId: rootId('/elsewhere') }), state);
    assertIgnored([], added);
  });

  it('forgets turns and asks with the server that held them', () => {
    const error = new AppError('server-exited', 'It exited.');
    const state = after(
      known,
      opened,
      { kind: 'statusChanged', sessionId: s1, status: busy },
      { kind: 'requestAsked', request: permission('r1', 's1') },
      { kind: 'serverChanged', state: { kind: 'crashed', error, stderrTail: '' } },
    );
    assert.equal(state.statuses.size + state.requests.size, 0);
    assert.ok(state.sessions.has(s1) && state.transcripts.has(s1));
  });

  it('keeps everything while the stream is lost', () => {
    const state = after(
      known,
      { kind: 'statusChanged', sessionId: s1, status: busy },
      {
        kind: 'serverChanged',
        state: {
          kind: 'reconnecting',
          since: 1,
          version: '1',
          origin: 'http://127.0.0.1:1',
          startedBy: 'thisWindow',
        },
      },
    );
    assert.equal(state.statuses.get(s1), busy);
  });
});

describe('reduce: sessions', () => {
  it('treats idle as absent and an equal status as no change', () => {
    const asked: Change = { kind: 'statusChanged', sessionId: s1, status: { kind: 'busy' } };
    assert.equal(after(known, asked).statuses.size, 1);
    assertIgnored([known, asked], {
      kind: 'statusChanged',
      sessionId: s1,
      status: { kind: 'busy' },
    });
    const idle: Change = { kind: 'statusChanged', sessionId: s1, status: { kind: 'idle' } };
    assert.equal(after(known, asked, idle).statuses.size, 0);
    assertIgnored([known], idle);
  });

  it('keeps the error of a turn until the next one, told twice or not', () => {
    const failure: Change = {
      kind: 'turnFailed',
      sessionId: s1,
      error: { name: 'UnknownError', message: 'Model not found: a/b.' },
    };
    const again: Change = {
      kind: 'turnFailed',
      sessionId: s1,
      error: { name: 'UnknownError', message: 'NotFound: Model not found: a/b.\n  at x' },
    };
    assert.equal(after(known, failure, again).errors.get(s1)?.message, 'Model not found: a/b.');
    assertIgnored([known, failure], again);
    const next: Change = { kind: 'statusChanged', sessionId: s1, status: busy };
    assert.equal(after(known, failure, next).errors.size, 0);
    const other: Change = {
      kind: 'turnFailed',
      sessionId: s1,
      error: { name: 'UnknownError', message: 'Other' },
    };
    assert.equal(after(known, failure, other).errors.get(s1)?.message, 'Other');
  });

  it('does not take a stop for a failure', () => {
    const error = { name: 'MessageAbortedError', message: 'Aborted' };
    assertIgnored([known], { kind: 'turnFailed', sessionId: s1, error });
  });

  it('removes all that belongs to a removed session, and nothing else', () => {
    const other = aSession('s2');
    const state = after(
      known,
      { kind: 'sessionChanged', session: other },
      loaded([user]),
      { kind: 'statusChanged', sessionId: s1, status: busy },
      { kind: 'statusChanged', sessionId: other.id, status: busy },
      { kind: 'requestAsked', request: permission('r1', 's1') },
      { kind: 'requestAsked', request: permission('r2', 's2') },
      { kind: 'todosChanged', sessionId: s1, todos: [] },
      { kind: 'turnFailed', sessionId: s1, error: { name: 'X', message: 'x' } },
      queued(aPrompt('q1')),
      queued(aPrompt('q2', { target: { kind: 'draft', draftId: 'd' } })),
      { kind: 'sessionRemoved', sessionId: s1 },
    );
    assert.deepEqual([...state.sessions.keys()], [other.id]);
    assert.deepEqual([...state.statuses.keys()], [other.id]);
    assert.deepEqual([...state.requests.keys()], ['r2']);
    assert.equal(state.transcripts.size + state.todos.size + state.errors.size, 0);
    assert.deepEqual(
      state.outbox.map(({ id }) => id),
      ['q2'],
    );
    assertIgnored([], { kind: 'sessionRemoved', sessionId: s1 });
  });

  it('forgets what a turn asked when it ends, however long the server lists it', () => {
    const working: Change = { kind: 'statusChanged', sessionId: s1, status: busy };
    const idle: Change = { kind: 'statusChanged', sessionId: s1, status: { kind: 'idle' } };
    const [left, other] = [permission('r1', 's1'), permission('r2', 's2')];
    const asked: readonly Change[] = [
      known,
      working,
      { kind: 'requestAsked', request: left },
      { kind: 'requestAsked', request: other },
    ];
    assert.deepEqual([...after(...asked, idle, working).requests.keys()], ['r2']);
    const listed = (statuses: RootSnapshot['statuses']): Change => ({
      kind: 'snapshotLoaded',
      snapshot: {
        sessions: [aSession('s1'), aSession('s2')],
        statuses,
        requests: [left, other],
        transcripts: new Map(),
      },
    });
    const later = after(listed(new Map([[other.sessionId, busy]])), working);
    assert.deepEqual([...later.requests.keys()], ['r2']);
  });

  it('upserts requests in the order asked', () => {
    const again = { ...permission('r1', 's1'), permission: 'edit' };
    const state = after(
      { kind: 'requestAsked', request: permission('r1', 's1') },
      { kind: 'requestAsked', request: permission('r2', 's1') },
      { kind: 'requestAsked', request: again },
    );
    assert.deepEqual([...state.requests.values()], [again, permission('r2', 's1')]);
    assert.deepEqual(
      after(
        { kind: 'requestAsked', request: again },
        { kind: 'requestClosed', sessionId: s1, requestId: again.id },
      ).requests.size,
      0,
    );
  });
});
