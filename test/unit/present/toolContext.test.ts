import assert from 'node:assert/strict';
import { sessionId } from '../../../src/model/ids.ts';
import type { SessionStatus, Todo } from '../../../src/model/session.ts';
import { toolContext } from '../../../src/present/toolContext.ts';
import { MessageList } from '../../../src/session/messageList.ts';
import { emptyRoot, type RootState } from '../../../src/session/state.ts';
import {
  aSession,
  assistantMessage,
  permission,
  question,
  root,
  toolPart,
} from '../../support/fixtures.ts';

const top = sessionId('top');
const child = sessionId('child');
const sessions = new Map(
  [
    aSession('top'),
    aSession('child', { parentId: top }),
    aSession('below', { parentId: child, title: 'Read the docs' }),
  ].map((session) => [session.id, session]),
);

function progress(change: Partial<RootState>, status: SessionStatus = { kind: 'busy' }) {
  const statuses = new Map([[child, status]]);
  const state: RootState = { ...emptyRoot(root, 'repo'), sessions, statuses, ...change };
  return toolContext(state, top).progressOf('child');
}

const todo = (text: string, status: Todo['status']): Todo => ({ text, status, priority: 'low' });

describe('what a sub-agent does', () => {
  it('is known although nobody has opened its session', () => {
    assert.equal(progress({}), 'Working…');
    assert.equal(progress({}, { kind: 'idle' }), undefined);
    const retry = { kind: 'retry', attempt: 2, message: 'Rate limit', nextAt: 1 } as const;
    assert.equal(progress({}, retry), 'Trying again: Rate limit');
  });

  it('is its question first', () => {
    const [command, which] = [permission('r1', 'child'), question('r2', 'child')];
    assert.equal(
      progress({ requests: new Map([[command.id, command]]) }),
      'Waiting for you: Run a command?',
    );
    assert.equal(
      progress({ requests: new Map([[which.id, which]]) }),
      'Waiting for you: Which one?',
    );
  });

  it('is its newest call where its messages are known', () => {
    const message = assistantMessage('m1', 'child');
    const state = {
      kind: 'running',
      input: { command: 'ls' },
      metadata: {},
      startedAt: 1,
    } as const;
    const messages = MessageList.from([{ ...message, parts: [toolPart('t1', message, state)] }]);
    const transcripts = new Map([[child, { messages }]]);
    assert.equal(progress({ transcripts }), 'Running ls');
  });

  it('is the to-do that it is at', () => {
    const todos = new Map([
      [child, [todo('Look', 'completed'), todo('Fix it', 'in_progress'), todo('Test', 'pending')]],
    ]);
    assert.equal(progress({ todos }), 'Fix it (1 of 3 done)');
  });

  it('is what it has given to others', () => {
    const busy = { kind: 'busy' } as const;
    const statuses = new Map([
      [child, busy],
      [sessionId('below'), busy],
    ]);
    assert.equal(progress({ statuses }), 'Delegating Read the docs');
  });
});
