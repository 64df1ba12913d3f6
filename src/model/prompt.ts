import type { AppError } from '../base/errors.ts';
import type { MessageId, SessionId } from './ids.ts';
import type { TurnError } from './message.ts';
import type { ModelRef } from './session.ts';

/** The id under which a prompt waits on our side. */
export type PromptId = MessageId;

/** Names a conversation before its session exists. Local to a window. */
export type DraftId = string;

export type PromptTarget =
  | { readonly kind: 'session'; readonly sessionId: SessionId }
  | { readonly kind: 'draft'; readonly draftId: DraftId };

/** Equal for equal targets. */
export function targetKey(target: PromptTarget): string {
  return target.kind === 'session' ? `session ${target.sessionId}` : `draft ${target.draftId}`;
}

/** OpenCode answers that it took a prompt before it stores its message: at most so long before. */
export const storedWithinMs = 5_000;

/** A prompt that a person gave and that the server has not confirmed by an event yet. */
export interface Prompt {
  readonly id: PromptId;
  readonly target: PromptTarget;
  /** The draft that it was given to, once that has become the session. */
  readonly draftId?: DraftId | undefined;
  readonly text: string;
  readonly agent?: string | undefined;
  readonly model?: ModelRef | undefined;
  readonly composed?: Composed | undefined;
  readonly queuedAt: number;
  readonly state: PromptState;
  /** The user message's id on the server: made when sending, since it must sort after every earlier one. */
  readonly messageId?: MessageId | undefined;
  /** The stream was lost while it was on its way: what became of it may have gone unheard. */
  readonly isUnheard?: boolean | undefined;
}

export type PromptState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'sending' }
  /** The server took it; gone as soon as its message arrives. */
  | {
      readonly kind: 'sent';
      /** Its message has been stored by now, or never will be. */
      readonly isOverdue?: boolean | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly error: AppError;
      /** Set when OpenCode took the prompt and failed before it stored its message. */
      readonly turnError?: TurnError | undefined;
    };

export interface PromptOptions {
  readonly agent?: string | undefined;
  readonly model?: ModelRef | undefined;
}

/**
 * What a person put together in a composer. Only such a prompt is read for mentions, commands and
 * shell lines: what a peer or a task says is a text.
 */
export interface Composed {
  /** Chosen from the list, as they stand in the text: one that leads nowhere is no plain text. */
  readonly mentions: readonly string[];
  readonly files: readonly AttachedFile[];
  /** Of a prompt that is sent again: what its message had. */
  readonly parts?: readonly PromptPart[] | undefined;
}

export interface AttachedFile {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  /** In bytes. */
  readonly size: number;
}

/** A stretch of a prompt's text, counted as JavaScript counts it. */
export interface TextSpan {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** What goes along with the text of a prompt. A span is what stands for it there. */
export type PromptPart =
  | {
      readonly kind: 'file';
      readonly mime: string;
      readonly name: string;
      /** `file:` for what the server is to read, `data:` for what it cannot. */
      readonly url: string;
      readonly span?: TextSpan | undefined;
    }
  | { readonly kind: 'agent'; readonly name: string; readonly span: TextSpan };

/** What OpenCode is to do with a prompt. */
export type Errand =
  | { readonly kind: 'turn'; readonly parts: readonly PromptPart[] }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly arguments: string;
      readonly parts: readonly PromptPart[];
    }
  | { readonly kind: 'shell'; readonly command: string; readonly agent: string };

export const plainTurn: Errand = { kind: 'turn', parts: [] };

/** A prompt as it leaves: under the id that its message gets. */
export interface OutgoingPrompt extends PromptOptions {
  readonly id: MessageId;
  readonly text: string;
  /** A turn without anything besides the text when left out. */
  readonly errand?: Errand | undefined;
}
