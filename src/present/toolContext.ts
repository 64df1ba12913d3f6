import { sessionId, type SessionId } from '../model/ids.ts';
import type { PendingRequest } from '../model/request.ts';
import { pendingRequestsOf, statusOf, stoppingOf } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import { honestLine } from '../base/honestText.ts';
import { safeText } from './errorText.ts';
import { permissionText } from './permissionText.ts';
import { toolCard, type ToolContext } from './toolCard.ts';

/** For parts of a turn that is over: nothing runs or waits any more. */
export function settledContext(root: Pick<RootState, 'id'>): ToolContext {
  return {
    root: root.id,
    isLive: false,
    isWaiting: () => false,
    progressOf: () => undefined,
  };
}

/** For the parts of a session's newest turn. */
export function toolContext(root: RootState, id: SessionId): ToolContext {
  const calls = new Set(
    pendingRequestsOf(root, id)
      .filter((request) => request.sessionId === id)
      .map((request) => request.callId),
  );
  return {
    root: root.id,
    isLive: statusOf(root, id).kind !== 'idle',
    isWaiting: (callId) => calls.has(callId),
    progressOf: (child) => (child === '' ? undefined : progressOf(root, sessionId(child))),
  };
}

/** What a sub-session does now, as far as it is known of one that nobody has opened. */
function progressOf(root: RootState, child: SessionId): string | undefined {
  const [asked] = pendingRequestsOf(root, child);
  if (asked) return `Waiting for you${subjectOf(asked)}`;
  const status = statusOf(root, child);
  if (status.kind === 'idle') return undefined;
  if (stoppingOf(root, child)) return 'Stopping…';
  if (status.kind === 'retry')
    return `Trying again: ${honestLine(safeText(status.message, maxWords), maxWords)}`;
  return newestCall(root, child) ?? currentTodo(root, child) ?? workBelow(root, child);
}

const maxWords = 120;

function subjectOf(request: PendingRequest): string {
  const words =
    request.kind === 'permission'
      ? permissionText(request).title
      : (request.questions[0]?.text ?? '');
  return words === '' ? '' : `: ${honestLine(words, maxWords)}`;
}

/** Where its transcript is known. */
function newestCall(root: RootState, id: SessionId): string | undefined {
  const message = root.transcripts.get(id)?.messages.last;
  const tool = message?.parts.findLast((part) => part.kind === 'tool');
  if (!tool) return undefined;
  const { label, title } = toolCard(tool, { ...settledContext(root), isLive: true });
  return title === '' ? label : `${label} ${title}`;
}

/** To-do lists are told of every session, open or not. */
function currentTodo(root: RootState, id: SessionId): string | undefined {
  const todos = root.todos.get(id) ?? [];
  const current = todos.find(({ status }) => status === 'in_progress');
  if (!current) return undefined;
  const done = todos.filter(({ status }) => status === 'completed').length;
  return `${honestLine(current.text, maxWords)} (${done} of ${todos.length} done)`;
}

/** A sub-agent that waits for sub-agents of its own has no more to tell than their titles. */
function workBelow(root: RootState, id: SessionId): string {
  const busy = [...root.statuses.keys()].flatMap((other) => root.sessions.get(other) ?? []);
  const child = busy.find(({ parentId }) => parentId === id);
  return child ? `Delegating ${honestLine(child.title, maxWords)}` : 'Working…';
}
