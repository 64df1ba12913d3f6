import { AppError } from '../../src/base/errors.ts';
import type {
  EventWatch,
  PageWanted,
  SessionBackend,
  StreamObserver,
} from '../../src/model/backend.ts';
import { emptyCatalog, type Catalog } from '../../src/model/catalog.ts';
import type { StreamEvent, TranscriptPage } from '../../src/model/event.ts';
import {
  messageId,
  sessionId,
  type MessageId,
  type RootId,
  type SessionId,
} from '../../src/model/ids.ts';
import type { CommandInfo } from '../../src/model/command.ts';
import type { FilePatch } from '../../src/model/message.ts';
import type { OutgoingPrompt } from '../../src/model/prompt.ts';
import type {
  PendingRequest,
  PermissionReply,
  PermissionRequest,
  QuestionAnswers,
  QuestionRequest,
  ReplyOutcome,
} from '../../src/model/request.ts';
import type { ModelRef, Session } from '../../src/model/session.ts';
import { MemoryTruth } from './memoryTruth.ts';

export type SentPrompt = OutgoingPrompt & { readonly session: SessionId };

type Method = Exclude<keyof SessionBackend, 'rootId' | 'serverVersion' | 'watch' | 'newMessageId'>;

/** A server in memory: it answers from what it has told, and fails or stalls when a test says so. */
export class MemoryBackend implements SessionBackend {
  readonly rootId: RootId;
  readonly serverVersion = '1.18.33';
  readonly truth = new MemoryTruth();
  /** The name of every call, in order. */
  readonly calls: Method[] = [];
  readonly prompts: SentPrompt[] = [];
  readonly replies: { readonly id: string; readonly reply: string }[] = [];
  readonly aborted: SessionId[] = [];
  /** The models that were to summarise. */
  readonly compactions: string[] = [];
  /** How often somebody did not want to wait for the next try. */
  hurries = 0;
  catalogToServe: Catalog = emptyCatalog;
  commandsToServe: readonly CommandInfo[] = [];
  filesToFind: readonly string[] = [];
  changesToServe = '';
  /** However many sessions there are. */
  mostListed = Infinity;
  /** Runs when a prompt has been taken: where a script answers. */
  onPrompt: (prompt: SentPrompt) => void = () => undefined;
  /** What an answer waits for before it is read, and what it waits for on its way. */
  pace: { readonly read: () => Promise<unknown>; readonly arrive: () => Promise<unknown> } = {
    read: () => Promise.resolve(),
    arrive: () => Promise.resolve(),
  };
  readonly #observers = new Set<StreamObserver>();
  #isHeard = true;
  /** What the stream has not told yet, while it lags behind. */
  #untold: StreamEvent[] | undefined;
  readonly #failures = new Map<Method, Error[]>();
  readonly #gates = new Map<Method, Promise<void>>();
  #count = 0;

  constructor(rootId: RootId) {
    this.rootId = rootId;
  }

  get watcherCount(): number {
    return this.#observers.size;
  }

  /** Something happens on the server and the stream tells it. */
  emit(...events: readonly StreamEvent[]): void {
    for (const event of events) {
      this.truth.apply(event);
      if (this.#untold) this.#untold.push(event);
      else if (this.#isHeard) this.#tell(event);
    }
  }

  /** The stream tells nothing for a while; returns what lets it tell all of it. */
  lag(): () => void {
    if (this.#isHeard) this.#untold ??= [];
    return () => {
      const untold = this.#untold ?? [];
      this.#untold = undefined;
      for (const event of untold) this.#tell(event);
    };
  }

  /** Something happens while nobody listens. */
  change(...events: readonly StreamEvent[]): void {
    for (const event of events) this.truth.apply(event);
  }

  connect(): void {
    this.#isHeard = true;
    this.#untold = undefined;
    for (const observer of this.#observers) observer.onConnected();
  }

  lose(): void {
    this.#isHeard = false;
    this.#untold = undefined;
    const error = new AppError('server-unreachable', 'The stream was cut.');
    for (const observer of this.#observers) observer.onLost(error);
  }

  failNext(method: Method, error: Error = new AppError('http-status', 'Status 500.')): void {
    this.#failures.set(method, [...(this.#failures.get(method) ?? []), error]);
  }

  /** Answers of this method are read from the truth now but arrive only when released. */
  stall(method: Method): () => void {
    let release = () => undefined as void;
    this.#gates.set(method, new Promise((resolve) => (release = resolve)));
    return () => {
      this.#gates.delete(method);
      release();
    };
  }

  callsOf(method: Method): number {
    return this.calls.filter((call) => call === method).length;
  }

  watch(observer: StreamObserver): EventWatch {
    this.#observers.add(observer);
    void Promise.resolve().then(() => this.#observers.has(observer) && observer.onConnected());
    return {
      hurry: () => (this.hurries += 1),
      dispose: () => this.#observers.delete(observer),
    };
  }

  listSessions(): Promise<readonly Session[]> {
    return this.#answer('listSessions', () =>
      [...this.truth.sessions.values()].slice(0, this.mostListed),
    );
  }

  session(id: SessionId): Promise<Session | undefined> {
    return this.#answer('session', () => this.truth.sessions.get(id));
  }

  folderOf(id: SessionId): Promise<string | undefined> {
    return this.#answer('folderOf', () => this.truth.sessions.get(id)?.rootId);
  }

  listStatuses() {
    return this.#answer('listStatuses', () => new Map(this.truth.statuses));
  }

  listRequests(): Promise<readonly PendingRequest[]> {
    return this.#answer('listRequests', () => [...this.truth.requests.values()]);
  }

  transcript(session: SessionId, page: PageWanted): Promise<TranscriptPage> {
    return this.#answer('transcript', () => {
      this.#mustExist(session);
      return this.truth.page(session, page);
    });
  }

  turnChanges(): Promise<readonly FilePatch[]> {
    return this.#answer('turnChanges', () => []);
  }

  rawSession(id: SessionId): Promise<unknown> {
    return this.#answer('rawSession', () => this.#session(id));
  }

  rawMessages(id: SessionId, page: PageWanted) {
    return this.#answer('rawMessages', () => this.truth.rawPage(id, page));
  }

  todos(session: SessionId) {
    return this.#answer('todos', () => this.truth.todos.get(session) ?? []);
  }

  catalog(): Promise<Catalog> {
    return this.#answer('catalog', () => this.catalogToServe);
  }

  listCommands(): Promise<readonly CommandInfo[]> {
    return this.#answer('listCommands', () => this.commandsToServe);
  }

  findFiles(query: string): Promise<readonly string[]> {
    return this.#answer('findFiles', () => this.filesToFind.filter((path) => path.includes(query)));
  }

  changes(): Promise<string> {
    return this.#answer('changes', () => this.changesToServe);
  }

  createSession(options: { readonly title?: string } = {}): Promise<Session> {
    return this.#answer('createSession', () => {
      this.#count += 1;
      const session: Session = {
        id: sessionId(`new-${this.#count}`),
        rootId: this.rootId,
        title: options.title ?? 'New session',
        createdAt: this.#count,
        updatedAt: this.#count,
      };
      this.emit({ kind: 'sessionChanged', session });
      return session;
    });
  }

  renameSession(id: SessionId, title: string): Promise<void> {
    return this.#answer('renameSession', () => this.#changeSession(id, { title }));
  }

  archiveSession(id: SessionId, isArchived: boolean): Promise<void> {
    const archivedAt = isArchived ? 1 : undefined;
    return this.#answer('archiveSession', () => this.#changeSession(id, { archivedAt }));
  }

  deleteSession(id: SessionId): Promise<void> {
    return this.#answer('deleteSession', () => {
      this.#mustExist(id);
      this.emit({ kind: 'sessionRemoved', sessionId: id });
    });
  }

  forkSession(id: SessionId, before?: MessageId): Promise<Session> {
    return this.#answer('forkSession', () => {
      this.#mustExist(id);
      this.#count += 1;
      const fork: Session = { ...this.#session(id), id: sessionId(`fork-${this.#count}`) };
      this.emit({ kind: 'sessionChanged', session: fork });
      this.#copyMessages(id, fork.id, before);
      return fork;
    });
  }

  revertSession(id: SessionId, from: MessageId): Promise<void> {
    return this.#answer('revertSession', () => {
      const isBusy = (this.truth.statuses.get(id)?.kind ?? 'idle') !== 'idle';
      if (isBusy) throw new AppError('http-status', 'The session is busy.');
      this.#changeSession(id, { revertedFrom: from });
    });
  }

  unrevertSession(id: SessionId): Promise<void> {
    return this.#answer('unrevertSession', () =>
      this.#changeSession(id, { revertedFrom: undefined }),
    );
  }

  compactSession(id: SessionId, model: ModelRef): Promise<void> {
    return this.#answer('compactSession', () => {
      this.#mustExist(id);
      this.compactions.push(model.modelId);
      this.emit({ kind: 'compacted', sessionId: id });
    });
  }

  shareSession(id: SessionId): Promise<string> {
    return this.#answer('shareSession', () => {
      const shareUrl = `https://share.example/${id}`;
      this.#changeSession(id, { shareUrl });
      return shareUrl;
    });
  }

  unshareSession(id: SessionId): Promise<void> {
    return this.#answer('unshareSession', () => this.#changeSession(id, { shareUrl: undefined }));
  }

  newMessageId(): MessageId {
    this.#count += 1;
    return messageId(`msg_${String(this.#count).padStart(6, '0')}`);
  }

  prompt(session: SessionId, prompt: OutgoingPrompt): Promise<void> {
    return this.#answer('prompt', () => {
      this.#mustExist(session);
      const sent = { ...prompt, session };
      this.prompts.push(sent);
      this.onPrompt(sent);
    });
  }

  abort(session: SessionId, _signal?: AbortSignal): Promise<void> {
    return this.#answer('abort', () => {
      this.aborted.push(session);
      const family = this.truth.familyOf(session);
      for (const sessionId of family) {
        this.emit({ kind: 'statusChanged', sessionId, status: { kind: 'idle' } });
      }
      for (const request of this.truth.requests.values()) {
        if (family.includes(request.sessionId)) this.#close(request, 'reject');
      }
    });
  }

  replyPermission(request: PermissionRequest, reply: PermissionReply): Promise<ReplyOutcome> {
    return this.#answer('replyPermission', () => this.#close(request, reply));
  }

  replyQuestion(request: QuestionRequest, answers: QuestionAnswers): Promise<ReplyOutcome> {
    return this.#answer('replyQuestion', () => this.#close(request, answers.flat().join()));
  }

  rejectQuestion(request: QuestionRequest): Promise<ReplyOutcome> {
    return this.#answer('rejectQuestion', () => this.#close(request, 'reject'));
  }

  async #answer<T>(method: Method, read: () => T): Promise<T> {
    this.calls.push(method);
    const failure = this.#failures.get(method)?.shift();
    if (failure) throw failure;
    await this.pace.read();
    const answer = read();
    await this.pace.arrive();
    await this.#gates.get(method);
    return answer;
  }

  #tell(event: StreamEvent): void {
    for (const observer of this.#observers) observer.onEvent(event);
  }

  #mustExist(id: SessionId): void {
    if (!this.truth.sessions.has(id)) throw new AppError('not-found', `No session ${id}.`);
  }

  #session(id: SessionId): Session {
    const session = this.truth.sessions.get(id);
    if (!session) throw new AppError('not-found', `No session ${id}.`);
    return session;
  }

  #changeSession(id: SessionId, change: Partial<Session>): void {
    this.emit({ kind: 'sessionChanged', session: { ...this.#session(id), ...change } });
  }

  #copyMessages(from: SessionId, to: SessionId, before: MessageId | undefined): void {
    for (const { parts, ...info } of this.truth.messages(from)) {
      if (info.id === before) return;
      const id = messageId(`${to}-${info.id}`);
      this.emit({ kind: 'messageChanged', info: { ...info, id, sessionId: to } });
      for (const part of parts)
        this.emit({ kind: 'partChanged', part: { ...part, messageId: id, sessionId: to } });
    }
  }

  #close({ id, sessionId }: PendingRequest, reply: string): ReplyOutcome {
    this.replies.push({ id, reply });
    if (!this.truth.requests.has(id)) return 'gone';
    this.emit({ kind: 'requestClosed', sessionId, requestId: id });
    return 'answered';
  }
}
