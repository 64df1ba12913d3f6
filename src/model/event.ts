import type { AppError } from '../base/errors.ts';
import type { MessageId, PartId, RequestId, RootId, SessionId } from './ids.ts';
import type { Message, MessageInfo, TurnError } from './message.ts';
import type { Catalog } from './catalog.ts';
import type { Part } from './part.ts';
import type { PendingRequest } from './request.ts';
import type { Session, SessionStatus, Todo } from './session.ts';
import type { ServerState } from './server.ts';
import type { DraftId, Prompt, PromptId } from './prompt.ts';

/** A root's state at one moment. What it does not list does not exist. */
export interface RootSnapshot {
  /** The newest ones and the open ones: an older one exists as well if its transcript is here. */
  readonly sessions: readonly Session[];
  /** Sessions that are absent are idle. */
  readonly statuses: ReadonlyMap<SessionId, SessionStatus>;
  readonly requests: readonly PendingRequest[];
  /** The transcripts that were open when the snapshot was asked for. */
  readonly transcripts: ReadonlyMap<SessionId, TranscriptPage>;
}

/** The newest messages of a session, oldest first; `olderCursor` asks for those before. */
export interface TranscriptPage {
  readonly messages: readonly Message[];
  readonly olderCursor?: string | undefined;
}

/** What OpenCode's stream can tell us, after the wire is left behind. */
export type StreamEvent =
  | { readonly kind: 'sessionChanged'; readonly session: Session }
  | { readonly kind: 'sessionRemoved'; readonly sessionId: SessionId }
  | {
      readonly kind: 'statusChanged';
      readonly sessionId: SessionId;
      readonly status: SessionStatus;
    }
  | { readonly kind: 'messageChanged'; readonly info: MessageInfo }
  | {
      readonly kind: 'messageRemoved';
      readonly sessionId: SessionId;
      readonly messageId: MessageId;
    }
  | { readonly kind: 'partChanged'; readonly part: Part }
  | {
      readonly kind: 'partRemoved';
      readonly sessionId: SessionId;
      readonly messageId: MessageId;
      readonly partId: PartId;
    }
  | {
      readonly kind: 'textAppended';
      readonly sessionId: SessionId;
      readonly messageId: MessageId;
      readonly partId: PartId;
      readonly text: string;
    }
  | { readonly kind: 'requestAsked'; readonly request: PendingRequest }
  | {
      readonly kind: 'requestClosed';
      readonly sessionId: SessionId;
      readonly requestId: RequestId;
    }
  | {
      readonly kind: 'turnFailed';
      readonly sessionId: SessionId;
      readonly error: TurnError;
    }
  | {
      readonly kind: 'todosChanged';
      readonly sessionId: SessionId;
      readonly todos: readonly Todo[];
    }
  | { readonly kind: 'compacted'; readonly sessionId: SessionId };

/** What happens on our side of the wire. */
export type LocalEvent =
  | { readonly kind: 'rootAdded'; readonly name: string }
  | { readonly kind: 'rootRemoved' }
  | { readonly kind: 'serverChanged'; readonly state: ServerState }
  /** Events may be missing from here on, until the next snapshot. */
  | { readonly kind: 'streamLost' }
  | { readonly kind: 'snapshotLoaded'; readonly snapshot: RootSnapshot }
  /** We had it made; the stream may have told of it already, and of more. */
  | { readonly kind: 'sessionCreated'; readonly session: Session }
  /** Somebody looks at a session that is not known: it may be too old to be listed. */
  | { readonly kind: 'sessionSought'; readonly sessionId: SessionId }
  | { readonly kind: 'catalogLoaded'; readonly catalog: Catalog }
  | {
      readonly kind: 'transcriptLoaded';
      readonly sessionId: SessionId;
      readonly page: TranscriptPage;
      /** `older` puts the page before what is there; `newest` replaces the whole transcript. */
      readonly position: 'newest' | 'older';
    }
  /** It cannot be read, for the time being or as it is. */
  | {
      readonly kind: 'transcriptFailed';
      readonly sessionId: SessionId;
      readonly error: AppError;
    }
  | { readonly kind: 'transcriptClosed'; readonly sessionId: SessionId }
  | { readonly kind: 'stopAsked'; readonly sessionId: SessionId }
  /** The server should have confirmed it by now. */
  | { readonly kind: 'stopLate'; readonly sessionId: SessionId }
  /** Confirmed, or refused: the status says which. */
  | { readonly kind: 'stopEnded'; readonly sessionId: SessionId }
  | { readonly kind: 'promptQueued'; readonly prompt: Prompt }
  | {
      readonly kind: 'draftBound';
      readonly draftId: DraftId;
      readonly sessionId: SessionId;
    }
  | {
      readonly kind: 'promptSending';
      readonly promptId: PromptId;
      readonly sessionId: SessionId;
      readonly messageId: MessageId;
    }
  | { readonly kind: 'promptSent'; readonly promptId: PromptId }
  /** Whoever asks the server from here on learns whether it has kept it. */
  | { readonly kind: 'promptOverdue'; readonly promptId: PromptId }
  | { readonly kind: 'promptFailed'; readonly promptId: PromptId; readonly error: AppError }
  | { readonly kind: 'promptWithdrawn'; readonly promptId: PromptId };

/** Everything that can change the state, and the root it belongs to. */
export type SessionEvent = { readonly rootId: RootId } & (StreamEvent | LocalEvent);
