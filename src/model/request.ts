import type { RequestId, RootId, SessionId } from './ids.ts';
import type { ToolFields } from './part.ts';

interface RequestBase {
  readonly id: RequestId;
  readonly rootId: RootId;
  /** May be a sub-session: people see it at its visible parent. */
  readonly sessionId: SessionId;
  /** The tool call that waits, when there is one. */
  readonly callId?: string | undefined;
}

/** OpenCode asks whether a tool may act. */
export interface PermissionRequest extends RequestBase {
  readonly kind: 'permission';
  /** What is to be done: `bash`, `edit`, `external_directory`, `webfetch`, … */
  readonly permission: string;
  readonly patterns: readonly string[];
  /** The patterns that `always` would allow until the server ends. */
  readonly always: readonly string[];
  /** `command` for bash; `filepath` and `diff` (unified) for edits. */
  readonly metadata: ToolFields;
}

export type PermissionReply = 'once' | 'always' | 'reject';

export interface QuestionOption {
  readonly label: string;
  readonly description: string;
}

export interface Question {
  readonly text: string;
  readonly header: string;
  readonly options: readonly QuestionOption[];
  readonly isMultiple: boolean;
  /** Whether an answer in the person's own words is welcome. */
  readonly allowsOwnAnswer: boolean;
}

export interface QuestionRequest extends RequestBase {
  readonly kind: 'question';
  readonly questions: readonly Question[];
}

/** One list of labels for each question, in the order asked. */
export type QuestionAnswers = readonly (readonly string[])[];

export type PendingRequest = PermissionRequest | QuestionRequest;

/** `gone`: somebody answered before, or the turn ended. Harmless by design. */
export type ReplyOutcome = 'answered' | 'gone';
