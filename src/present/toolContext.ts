import { sessionId, type SessionId } from '../model/ids.ts';
import type { ToolPart } from '../model/part.ts';
import { pendingRequestsOf, statusOf } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import { toolCard, type ToolContext } from './toolCard.ts';

/** For parts of a turn that is over: nothing runs or waits any more. */
export function settledContext(root: RootState): ToolContext {
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

/** What a sub-session does now: its newest tool, where its transcript is known. */
function progressOf(root: RootState, child: SessionId): string | undefined {
  if (pendingRequestsOf(root, child).length > 0) return 'Waiting for your answer';
  const { kind } = statusOf(root, child);
  if (kind === 'idle') return undefined;
  if (kind === 'retry') return 'Trying again…';
  const tool = newestTool(root, child);
  if (!tool) return 'Working…';
  const { label, title } = toolCard(tool, { ...settledContext(root), isLive: true });
  return title === '' ? label : `${label} ${title}`;
}

function newestTool(root: RootState, id: SessionId): ToolPart | undefined {
  const message = root.transcripts.get(id)?.messages.last;
  return message?.parts.findLast((part) => part.kind === 'tool');
}
