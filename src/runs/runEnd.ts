import { AppError } from '../base/errors.ts';
import type { SessionId } from '../model/ids.ts';
import type { AssistantMessage, TurnError } from '../model/message.ts';
import { statusOf } from '../session/selectors.ts';
import type { RootState, Transcript } from '../session/state.ts';
import { turnFailure } from '../session/turnFailure.ts';

/** How a run ended. Cancelled is not an error: somebody stopped it. */
export interface RunEnd {
  readonly outcome: 'completed' | 'cancelled' | 'failed';
  readonly error?: AppError | undefined;
  /** What the model said last; empty when it said nothing. */
  readonly finalText: string;
}

/** The end of the only turn of a session, or undefined while it goes on. */
export function runEnd(
  root: RootState | undefined,
  id: SessionId,
  wasBusy: boolean,
): RunEnd | undefined {
  if (!root) return cancelled('');
  const { server } = root;
  if (server.kind === 'crashed' || server.kind === 'refused') return failed(server.error, '');
  if (server.kind === 'stopped') return cancelled('');
  if (!root.sessions.has(id)) return failed(removed(), '');
  const transcript = root.transcripts.get(id);
  if (statusOf(root, id).kind !== 'idle' || !transcript) return undefined;
  return turnEnd(transcript, root.errors.get(id), wasBusy);
}

export function failed(error: AppError, finalText: string): RunEnd {
  return { outcome: 'failed', error, finalText };
}

export function cancelled(finalText: string): RunEnd {
  return { outcome: 'cancelled', finalText };
}

function turnEnd(
  transcript: Transcript,
  told: TurnError | undefined,
  wasBusy: boolean,
): RunEnd | undefined {
  const last = transcript.messages.last;
  const answer = last?.role === 'assistant' ? last : undefined;
  const finalText = answer ? textOf(answer) : '';
  const error = answer?.error ?? told;
  if (error?.name === 'MessageAbortedError') return cancelled(finalText);
  if (error) return failed(turnFailure(error), finalText);
  if (answer?.completedAt !== undefined) return { outcome: 'completed', finalText };
  return wasBusy ? cancelled(finalText) : undefined;
}

function textOf(message: AssistantMessage): string {
  return message.parts
    .flatMap((part) => (part.kind === 'text' && !part.isSynthetic ? [part.text] : []))
    .join('\n\n');
}

function removed(): AppError {
  return new AppError('not-found', 'The session was deleted while it ran.');
}
