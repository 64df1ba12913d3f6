import type { SessionId } from '../model/ids.ts';
import { activityOf, statusOf } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import type { RunOptions } from './runOptions.ts';

/** What a run does now, in a few words for a progress notification. */
export function runProgress(
  root: RootState,
  id: SessionId | undefined,
  asks: RunOptions['asks'],
): string {
  if (root.server.kind === 'reconnecting') return 'Reconnecting…';
  if (root.server.kind !== 'ready') return 'Starting OpenCode…';
  if (id === undefined) return 'Starting the session…';
  const activity = activityOf(root, id);
  if (activity === 'stopping') return 'Stopping…';
  if (activity === 'waiting') {
    return asks === 'wait' ? 'Waiting for you' : 'Rejecting a request…';
  }
  const status = statusOf(root, id);
  return status.kind === 'retry' ? `Retrying: ${status.message}` : currentWork(root, id);
}

function currentWork(root: RootState, id: SessionId): string {
  const last = root.transcripts.get(id)?.messages.last;
  const part = last?.role === 'assistant' ? last.parts.at(-1) : undefined;
  if (part?.kind === 'text') return 'Writing the answer…';
  if (part?.kind !== 'tool') return 'Thinking…';
  const isAtWork = part.state.kind === 'pending' || part.state.kind === 'running';
  return isAtWork ? `Running ${part.tool}` : 'Thinking…';
}
