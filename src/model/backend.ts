import type { Disposable } from '../base/disposable.ts';
import type { AppError } from '../base/errors.ts';
import type { Catalog } from './catalog.ts';
import type { StreamEvent, TranscriptPage } from './event.ts';
import type { MessageId, RootId, SessionId } from './ids.ts';
import type { CommandInfo } from './command.ts';
import type { FilePatch } from './message.ts';
import type { OutgoingPrompt } from './prompt.ts';
import type {
  PendingRequest,
  PermissionReply,
  PermissionRequest,
  QuestionAnswers,
  QuestionRequest,
  ReplyOutcome,
} from './request.ts';
import type { ModelRef, Session, SessionStatus, Todo } from './session.ts';

/** Told in order: connected, events…, lost, connected, … until the watch is disposed. */
export interface StreamObserver {
  /** The stream is open from here on; a snapshot asked for now misses nothing that is not told later. */
  onConnected(): void;
  onEvent(event: StreamEvent): void;
  /** The stream is gone and comes back by itself. */
  onLost(error: AppError): void;
}

/** The newest messages, or those before the ones that a cursor was given with. */
export interface PageWanted {
  readonly limit: number;
  readonly before?: string | undefined;
}

/** Ends with its disposal. */
export interface EventWatch extends Disposable {
  /** Tries at once where it waits for the next try. */
  hurry(): void;
}

/**
 * One root's sessions on a running OpenCode server. A second server generation is a second
 * implementation of this port. Every call may throw `AppError`.
 */
export interface SessionBackend {
  readonly rootId: RootId;
  readonly serverVersion: string;

  /** Reads the event stream and reconnects until disposed. */
  watch(observer: StreamObserver): EventWatch;

  /** The newest sessions that live in this root, sub-sessions and archived ones included. */
  listSessions(signal?: AbortSignal): Promise<readonly Session[]>;
  /** One of them, however old; undefined when this root has none of that id. */
  session(id: SessionId, signal?: AbortSignal): Promise<Session | undefined>;
  /** The folder that a session belongs to, whichever that is; undefined when there is no such session. */
  folderOf(id: SessionId, signal?: AbortSignal): Promise<string | undefined>;
  listStatuses(signal?: AbortSignal): Promise<ReadonlyMap<SessionId, SessionStatus>>;
  listRequests(signal?: AbortSignal): Promise<readonly PendingRequest[]>;
  transcript(session: SessionId, page: PageWanted, signal?: AbortSignal): Promise<TranscriptPage>;
  /** What the turn that answers a prompt has changed. */
  turnChanges(
    session: SessionId,
    prompt: MessageId,
    signal?: AbortSignal,
  ): Promise<readonly FilePatch[]>;
  todos(session: SessionId, signal?: AbortSignal): Promise<readonly Todo[]>;
  catalog(signal?: AbortSignal): Promise<Catalog>;
  /** A session as OpenCode itself tells it, with all its fields. */
  rawSession(session: SessionId, signal?: AbortSignal): Promise<unknown>;
  /** Its messages in the same way, by the cursors of `transcript`. */
  rawMessages(
    session: SessionId,
    page: PageWanted,
    signal?: AbortSignal,
  ): Promise<{ readonly messages: readonly unknown[]; readonly olderCursor?: string | undefined }>;
  /** The person's own, those of MCP servers, and skills. */
  listCommands(signal?: AbortSignal): Promise<readonly CommandInfo[]>;
  /** Paths in the root that resemble the query, the likeliest first; a folder ends with a slash. */
  findFiles(query: string, limit: number, signal?: AbortSignal): Promise<readonly string[]>;
  /** What differs from the last commit, as one unified diff. */
  changes(signal?: AbortSignal): Promise<string>;

  createSession(options?: { readonly title?: string }): Promise<Session>;
  renameSession(session: SessionId, title: string): Promise<void>;
  /** Puts a session away, or takes it back. */
  archiveSession(session: SessionId, isArchived: boolean): Promise<void>;
  deleteSession(session: SessionId): Promise<void>;
  /** A new session with what was said before that message, else with everything. */
  forkSession(session: SessionId, before?: MessageId): Promise<Session>;
  /**
   * Takes back a prompt and all that follows it, with the files that were changed since as far as
   * OpenCode has snapshots of them. Nothing is deleted before the next prompt. Not while it works.
   */
  revertSession(session: SessionId, from: MessageId): Promise<void>;
  /** Brings back what was taken back, files included. */
  unrevertSession(session: SessionId): Promise<void>;
  /** Has the model summarise what was said, to make room. Returns when it has; not while it works. */
  compactSession(session: SessionId, model: ModelRef): Promise<void>;
  /** Makes the conversation public, and gives its address. @throws AppError `sharing-off` */
  shareSession(session: SessionId): Promise<string>;
  unshareSession(session: SessionId): Promise<void>;

  /** A fresh message id that sorts after every earlier one. */
  newMessageId(): MessageId;
  /**
   * Returns once the server has taken the prompt; the answer comes by events. A command and a shell
   * line are answered when they have ended: that they were taken is known by their message.
   */
  prompt(session: SessionId, prompt: OutgoingPrompt): Promise<void>;
  /**
   * Ends the turn of a session and those of the sub-sessions that work for it, and closes what they
   * asked: OpenCode goes on listing it. Returns when nothing of the turn follows any more. One that was
   * prompted for and has not begun yet still will.
   */
  abort(session: SessionId, signal?: AbortSignal): Promise<void>;

  replyPermission(
    request: PermissionRequest,
    reply: PermissionReply,
    message?: string,
  ): Promise<ReplyOutcome>;
  replyQuestion(request: QuestionRequest, answers: QuestionAnswers): Promise<ReplyOutcome>;
  rejectQuestion(request: QuestionRequest): Promise<ReplyOutcome>;
}
