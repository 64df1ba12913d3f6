import type { MessageId, SessionId } from './ids.ts';
import type { Part } from './part.ts';
import type { ModelRef } from './session.ts';

/** Token counts of one assistant message, as the provider reported them. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly reasoning: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** What stopped a turn. `name` is OpenCode's (`APIError`, `MessageAbortedError`, …). */
export interface TurnError {
  readonly name: string;
  readonly message: string;
  readonly statusCode?: number | undefined;
}

interface MessageBase {
  readonly id: MessageId;
  readonly sessionId: SessionId;
  readonly createdAt: number;
  readonly agent?: string | undefined;
  readonly model?: ModelRef | undefined;
  /** In the order in which OpenCode created them. */
  readonly parts: readonly Part[];
}

/** What became of a file between the start and the end of a turn, with its counts of lines. */
export interface FileChange {
  /** Relative to the git repository. */
  readonly path: string;
  readonly status: 'added' | 'deleted' | 'modified';
  readonly additions: number;
  readonly deletions: number;
}

/** The same with the change itself as a unified diff. */
export interface FilePatch extends FileChange {
  readonly patch: string;
}

export interface UserMessage extends MessageBase {
  readonly role: 'user';
  /** What the turn that answers it has changed, told when that is over; only where OpenCode takes snapshots. */
  readonly changes?: readonly FileChange[] | undefined;
}

export interface AssistantMessage extends MessageBase {
  readonly role: 'assistant';
  /** The user message that this one answers. */
  readonly parentId?: MessageId | undefined;
  readonly completedAt?: number | undefined;
  readonly error?: TurnError | undefined;
  readonly usage: Usage;
  /** In US dollars, as OpenCode computed it. */
  readonly cost: number;
  readonly finish?: string | undefined;
  /** A compaction's summary of what came before. */
  readonly isSummary: boolean;
}

export type Message = UserMessage | AssistantMessage;

/** A message without its parts: what `message.updated` carries. */
export type MessageInfo = Omit<UserMessage, 'parts'> | Omit<AssistantMessage, 'parts'>;
