import assert from 'node:assert/strict';
import type { LocalEvent, StreamEvent } from '../../src/model/event.ts';
import { messageId, sessionId } from '../../src/model/ids.ts';
import type { Message } from '../../src/model/message.ts';
import type { Prompt } from '../../src/model/prompt.ts';
import { reduce } from '../../src/session/reducer.ts';
import { emptyState, type RootState, type State } from '../../src/session/state.ts';
import { aSession, root } from './fixtures.ts';

export type Change = StreamEvent | LocalEvent;

/** Events of one root and what is left of it after them: a reducer's tests in one line each. */
export const s1 = sessionId('s1');
export const added: Change = { kind: 'rootAdded', name: 'repo' };
export const known: Change = { kind: 'sessionChanged', session: aSession('s1') };

export function loaded(messages: readonly Message[], olderCursor?: string): Change {
  const page = { messages, olderCursor };
  return { kind: 'transcriptLoaded', sessionId: s1, page, position: 'newest' };
}

export function aPrompt(id: string, change: Partial<Prompt> = {}): Prompt {
  const target = { kind: 'session', sessionId: s1 } as const;
  return { id: messageId(id), target, text: id, queuedAt: 1, state: { kind: 'queued' }, ...change };
}

export function queued(prompt: Prompt): Change {
  return { kind: 'promptQueued', prompt };
}

export function stateAfter(...changes: readonly Change[]): State {
  const apply = (state: State, change: Change) => reduce(state, { ...change, rootId: root });
  return changes.reduce(apply, emptyState);
}

export function after(...changes: readonly Change[]): RootState {
  const state = stateAfter(added, ...changes).roots.get(root);
  assert.ok(state);
  return state;
}

export function assertIgnored(before: readonly Change[], change: Change): void {
  const state = stateAfter(added, ...before);
  assert.equal(reduce(state, { ...change, rootId: root }), state);
}
