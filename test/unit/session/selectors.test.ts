import assert from 'node:assert/strict';
import type { LocalEvent, StreamEvent } from '../../../src/model/event.ts';
import { messageId, sessionId } from '../../../src/model/ids.ts';
import { reduce } from '../../../src/session/reducer.ts';
import {
  activityOf,
  familyOf,
  outboxFor,
  pendingRequests,
  pendingRequestsOf,
  sessionsNewestFirst,
  visibleParent,
} from '../../../src/session/selectors.ts';
import { emptyState, type RootState, type State } from '../../../src/session/state.ts';
import { totals } from '../../../src/session/totals.ts';
import { MessageList } from '../../../src/session/messageList.ts';
import {
  aSession,
  assistantMessage,
  permission,
  root,
  userMessage,
} from '../../support/fixtures.ts';
import { statusChanged } from '../../support/sessionWorld.ts';

const id = sessionId;
const family: readonly StreamEvent[] = [
  aSession('top', { updatedAt: 1 }),
  aSession('child', { parentId: id('top'), createdAt: 2 }),
  aSession('grandchild', { parentId: id('child') }),
  aSession('older child', { parentId: id('top'), createdAt: 1 }),
  aSession('newer', { updatedAt: 2 }),
  aSession('archived', { updatedAt: 3, archivedAt: 3 }),
  aSession('orphan', { parentId: id('unknown'), updatedAt: 0 }),
].map((session) => ({ kind: 'sessionChanged', session }));

function stateWith(...events: readonly (StreamEvent | LocalEvent)[]): State {
  const all = [{ kind: 'rootAdded', name: 'repo' } as const, ...family, ...events];
  return all.reduce((state: State, event) => reduce(state, { ...event, rootId: root }), emptyState);
}

function rootIn(state: State): RootState {
  const found = state.roots.get(root);
  assert.ok(found);
  return found;
}

const asks = (request: string, session: string): StreamEvent => ({
  kind: 'requestAsked',
  request: permission(request, session),
});

describe('selectors', () => {
  it('know the family of a session', () => {
    const state = stateWith();
    assert.deepEqual(
      new Set(familyOf(rootIn(state), id('top'))),
      new Set(['top', 'older child', 'child', 'grandchild']),
    );
    assert.equal(visibleParent(rootIn(state), id('grandchild')), 'top');
    assert.equal(visibleParent(rootIn(state), id('orphan')), 'orphan');
    assert.equal(visibleParent(rootIn(state), id('never heard of')), 'never heard of');
  });

  it('do not hang on sessions that are each other’s parents', () => {
    const state = stateWith(
      { kind: 'sessionChanged', session: aSession('a', { parentId: id('b') }) },
      { kind: 'sessionChanged', session: aSession('b', { parentId: id('a') }) },
      asks('r1', 'a'),
      statusChanged(id('a'), 'busy'),
    );
    assert.equal(visibleParent(rootIn(state), id('a')), 'b');
    assert.equal(activityOf(rootIn(state), id('b')), 'waiting');
    assert.equal(familyOf(rootIn(state), id('a')).length, 2);
  });

  it('list top sessions, newest first, without archived ones', () => {
    const listed = sessionsNewestFirst(rootIn(stateWith())).map((session) => session.id);
    assert.deepEqual(listed, ['newer', 'top', 'orphan']);
  });

  it('count a request only while its own session works', () => {
    const asked = [asks('r2', 'grandchild'), asks('r1', 'top')];
    const ids = (state: State) => pendingRequests(state).map((request) => request.id);
    assert.deepEqual(ids(stateWith(...asked)), []);
    const working = [statusChanged(id('top'), 'busy'), statusChanged(id('grandchild'), 'busy')];
    assert.deepEqual(ids(stateWith(...asked, ...working)), ['r2', 'r1']);
    const stopped = stateWith(...asked, ...working, statusChanged(id('grandchild'), 'idle'));
    assert.deepEqual(ids(stopped), ['r1']);
  });

  it('say that a session waits when one below it does', () => {
    const state = rootIn(
      stateWith(
        asks('r1', 'grandchild'),
        statusChanged(id('grandchild'), 'busy'),
        statusChanged(id('newer'), 'busy'),
      ),
    );
    assert.equal(activityOf(state, id('top')), 'waiting');
    assert.equal(activityOf(state, id('older child')), 'idle');
    assert.equal(activityOf(state, id('newer')), 'busy');
    assert.deepEqual(pendingRequestsOf(state, id('newer')), []);
  });

  it('find the prompts of one conversation', () => {
    const target = { kind: 'draft', draftId: 'd1' } as const;
    const prompt = {
      id: messageId('q1'),
      target,
      text: 'hi',
      queuedAt: 1,
      state: { kind: 'queued' },
    } as const;
    const state = rootIn(stateWith({ kind: 'promptQueued', prompt }));
    assert.deepEqual(outboxFor(state, target), [prompt]);
    assert.deepEqual(outboxFor(state, { kind: 'draft', draftId: 'd2' }), []);
    assert.deepEqual(outboxFor(state, { kind: 'session', sessionId: id('d1') }), []);
  });
});

describe('totals', () => {
  it('count every message once, also when asked again and after a change', () => {
    const usage = { input: 1, output: 2, reasoning: 3, cacheRead: 4, cacheWrite: 5 };
    const messages = Array.from({ length: 200 }, (_, index) =>
      index % 2 === 0
        ? userMessage(`m${index}`, 'top')
        : assistantMessage(`m${index}`, 'top', { usage, cost: 0.5 }),
    );
    const list = MessageList.from(messages);
    assert.equal(totals({ messages: list }).usage.output, 200);
    assert.equal(totals({ messages: list }).cost, 50);
    const last = assistantMessage('m199', 'top', { usage: { ...usage, output: 12 }, cost: 1 });
    const changed = totals({ messages: list.set(last) });
    assert.equal(changed.usage.output, 210);
    assert.equal(changed.cost, 50.5);
    assert.equal(changed.contextTokens, 25);
    const begun = list.set(assistantMessage('m200', 'top', { createdAt: 2 }));
    assert.equal(totals({ messages: begun }).contextTokens, 15);
  });
});
