import { AppError } from '../base/errors.ts';
import type { SessionId } from '../model/ids.ts';
import type { AssistantMessage, TurnError } from '../model/message.ts';
import type { PromptId } from '../model/prompt.ts';
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

/** What a run has seen of its turn so far. */
export interface Seen {
  /** Absent until it is in the outbox. */
  readonly promptId: PromptId | undefined;
  readonly wasBusy: boolean;
  /** Some of it may have gone unheard. */
  readonly wasLost: boolean;
}

/** The end of the only turn of a session, or undefined while it goes on or nothing tells of its end. */
export function runEnd(root: RootState | undefined, id: SessionId, seen: Seen): RunEnd | undefined {
  if (!root) return cancelled('');
  const { server } = root;
  if (server.kind === 'crashed' || server.kind === 'refused') return failed(server.error, '');
  if (server.kind === 'stopped') return cancelled('');
  if (!root.sessions.has(id)) return failed(removed(), '');
  if (statusOf(root, id).kind !== 'idle') return undefined;
  const refusal = promptError(root, seen);
  if (refusal) return failed(refusal, '');
  const transcript = root.transcripts.get(id);
  return transcript && turnEnd(transcript, root.errors.get(id), seen);
}

/** The end of a turn of which nothing is told although nothing goes on any more. */
export function unheardEnd(root: RootState | undefined, id: SessionId): RunEnd {
  const unread = root?.loadErrors.get(id);
  const message = unread
    ? 'The answer could not be read. Open the session to try again.'
    : 'OpenCode took the prompt, but no answer came. Open the session and send it again.';
  return failed(
    new AppError('unanswered', message, { cause: unread, detail: unread?.message }),
    '',
  );
}

function promptError(root: RootState, { promptId }: Seen): AppError | undefined {
  const state = root.outbox.find(({ id }) => id === promptId)?.state;
  return state?.kind === 'failed' ? state.error : undefined;
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
  { wasBusy, wasLost }: Seen,
): RunEnd | undefined {
  const last = transcript.messages.last;
  const answer = last?.role === 'assistant' ? last : undefined;
  const finalText = answer ? textOf(answer) : '';
  const error = answer?.error ?? told;
  if (error) return errorEnd(error, finalText);
  if (answer?.completedAt !== undefined) return { outcome: 'completed', finalText };
  // Whatever else ends a turn is told; but what was told may have been missed.
  return wasBusy && !wasLost ? cancelled(finalText) : undefined;
}

function errorEnd(error: TurnError, finalText: string): RunEnd {
  return error.name === 'MessageAbortedError'
    ? cancelled(finalText)
    : failed(turnFailure(error), finalText);
}

function textOf(message: AssistantMessage): string {
  return message.parts
    .flatMap((part) => (part.kind === 'text' && !part.isSynthetic ? [part.text] : []))
    .join('\n\n');
}

function removed(): AppError {
  return new AppError('not-found', 'The session was deleted while it ran.');
}
