import { AppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { EventWatch, PageWanted, SessionBackend, StreamObserver } from '../model/backend.ts';
import type { Catalog } from '../model/catalog.ts';
import type { CommandInfo } from '../model/command.ts';
import type { TranscriptPage } from '../model/event.ts';
import type { MessageId, RootId, SessionId } from '../model/ids.ts';
import { sessionId } from '../model/ids.ts';
import type { FilePatch } from '../model/message.ts';
import type { OutgoingPrompt } from '../model/prompt.ts';
import type {
  PendingRequest,
  PermissionReply,
  PermissionRequest,
  QuestionAnswers,
  QuestionRequest,
  ReplyOutcome,
} from '../model/request.ts';
import type { ModelRef, Session, SessionStatus, Todo } from '../model/session.ts';
import { changesSchema, commandSchema, pathsSchema, toCommand } from './wire/composer.ts';
import { agentsSchema, defaultsSchema, providersSchema, toCatalog } from './wire/catalog.ts';
import { exactDirectory, sameDirectory } from './directory.ts';
import type { HttpClient } from './http/httpClient.ts';
import { SettledHttp, type SettledHttpOptions } from './http/settledHttp.ts';
import { messageIdSource } from './messageId.ts';
import { promptCall } from './promptCall.ts';
import { provenStream } from './stream/provenStream.ts';
import { toFilePatches } from './wire/fileChanges.ts';
import { readEach } from './wire/readEach.ts';
import { StreamWatch } from './stream/streamWatch.ts';
import { abortTurn } from './turnAbort.ts';
import { toMessages } from './wire/wireMessages.ts';
import * as wire from './wire/wire.ts';
import { toPermission, toQuestion, toSession, toStatus, toTodo } from './wire/wireSession.ts';

export interface BackendOptions extends SettledHttpOptions {
  readonly rootId: RootId;
  readonly serverVersion: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Logger;
}

const newestSessions = 500;
/** A route that answers when the model has. */
const longestTurnMs = 30 * 60_000;

/** One root's sessions by the classic routes of OpenCode 1.x. */
export class OpencodeBackend implements SessionBackend {
  readonly rootId: RootId;
  readonly serverVersion: string;
  readonly newMessageId: () => MessageId;
  readonly #options: BackendOptions;
  readonly #http: SettledHttp;

  constructor(options: BackendOptions) {
    this.rootId = options.rootId;
    this.serverVersion = options.serverVersion;
    this.newMessageId = messageIdSource(() => options.http.time.now());
    this.#options = options;
    this.#http = new SettledHttp(options);
  }

  watch(observer: StreamObserver): EventWatch {
    const { rootId, http, clock, log } = this.#options;
    const onInstanceDisposed = () => this.#http.settleAgain();
    const stream = (path: string, signal: AbortSignal) =>
      provenStream({ http, clock }, path, signal);
    return new StreamWatch({ rootId, http: { stream }, clock, log, observer, onInstanceDisposed });
  }

  async listSessions(signal?: AbortSignal): Promise<readonly Session[]> {
    // Without it the limit counts what other folders of the repository, and other clones of it, have.
    const query = { limit: newestSessions, directory: exactDirectory(this.rootId) };
    const list = await this.#http.get('/session', wire.unknownListSchema, { query, signal });
    return this.#sessions(list);
  }

  async session(id: SessionId, signal?: AbortSignal): Promise<Session | undefined> {
    const found = await this.#find(id, signal);
    return found && this.#sessions([found])[0];
  }

  async folderOf(id: SessionId, signal?: AbortSignal): Promise<string | undefined> {
    const folder = (await this.#find(id, signal))?.directory;
    return folder !== undefined && sameDirectory(folder, this.rootId) ? this.rootId : folder;
  }

  async listStatuses(signal?: AbortSignal): Promise<ReadonlyMap<SessionId, SessionStatus>> {
    const statuses = await this.#http.get('/session/status', wire.statusesSchema, { signal });
    return new Map(
      Object.entries(statuses).flatMap(([id, value]) => {
        const status = wire.statusSchema.safeParse(value).data;
        return status ? [[sessionId(id), toStatus(status)] as const] : [];
      }),
    );
  }

  async listRequests(signal?: AbortSignal): Promise<readonly PendingRequest[]> {
    const [permissions, questions] = await Promise.all([
      this.#http.get('/permission', wire.unknownListSchema, { signal }),
      this.#http.get('/question', wire.unknownListSchema, { signal }),
    ]);
    return [
      ...readEach(wire.permissionSchema, permissions, (item) => toPermission(this.rootId, item)),
      ...readEach(wire.questionSchema, questions, (item) => toQuestion(this.rootId, item)),
    ];
  }

  async transcript(
    session: SessionId,
    page: PageWanted,
    signal?: AbortSignal,
  ): Promise<TranscriptPage> {
    const path = `${sessionPath(session)}/message`;
    const query = { limit: page.limit, before: page.before };
    const answer = await this.#http.getPage(path, wire.messagesSchema, { query, signal });
    return { messages: toMessages(answer.value), olderCursor: answer.nextCursor };
  }

  async turnChanges(
    session: SessionId,
    prompt: MessageId,
    signal?: AbortSignal,
  ): Promise<readonly FilePatch[]> {
    const query = { messageID: prompt };
    const path = `${sessionPath(session)}/diff`;
    const list = await this.#http.get(path, wire.unknownListSchema, { query, signal });
    return toFilePatches(list);
  }

  async rawSession(session: SessionId, signal?: AbortSignal): Promise<unknown> {
    return this.#http.get(sessionPath(session), wire.anything, { signal });
  }

  async rawMessages(session: SessionId, page: PageWanted, signal?: AbortSignal) {
    const path = `${sessionPath(session)}/message`;
    const query = { limit: page.limit, before: page.before };
    const answer = await this.#http.getPage(path, wire.unknownListSchema, { query, signal });
    return { messages: answer.value, olderCursor: answer.nextCursor };
  }

  async todos(session: SessionId, signal?: AbortSignal): Promise<readonly Todo[]> {
    const list = await this.#http.get(`${sessionPath(session)}/todo`, wire.unknownListSchema, {
      signal,
    });
    return readEach(wire.todoSchema, list, toTodo);
  }

  async catalog(signal?: AbortSignal): Promise<Catalog> {
    const [agents, providers, defaults] = await Promise.all([
      this.#http.get('/agent', agentsSchema, { signal }),
      this.#http.get('/config/providers', providersSchema, { signal }),
      this.#http.get('/config', defaultsSchema, { signal }),
    ]);
    return toCatalog(agents, providers, defaults);
  }

  async changes(signal?: AbortSignal): Promise<string> {
    const query = { mode: 'git' };
    const files = await this.#http.get('/vcs/diff', changesSchema, { query, signal });
    return files.flatMap(({ patch }) => patch ?? []).join('\n');
  }

  async createSession(options: { readonly title?: string } = {}): Promise<Session> {
    const body = { ...options };
    return toSession(
      this.rootId,
      await this.#http.send('POST', '/session', wire.sessionSchema, { body }),
    );
  }

  async renameSession(session: SessionId, title: string): Promise<void> {
    await this.#send('PATCH', sessionPath(session), { title });
  }

  async archiveSession(session: SessionId, isArchived: boolean): Promise<void> {
    // The route knows no other way to take it back than a time that counts as none.
    const archived = isArchived ? this.#options.clock.now() : 0;
    await this.#send('PATCH', sessionPath(session), { time: { archived } });
  }

  async deleteSession(session: SessionId): Promise<void> {
    await this.#send('DELETE', sessionPath(session));
  }

  async forkSession(session: SessionId, before?: MessageId): Promise<Session> {
    const path = `${sessionPath(session)}/fork`;
    const body = before === undefined ? {} : { messageID: before };
    return toSession(
      this.rootId,
      await this.#http.send('POST', path, wire.sessionSchema, { body }),
    );
  }

  async revertSession(session: SessionId, from: MessageId): Promise<void> {
    await this.#send('POST', `${sessionPath(session)}/revert`, { messageID: from });
  }

  async unrevertSession(session: SessionId): Promise<void> {
    await this.#send('POST', `${sessionPath(session)}/unrevert`);
  }

  async compactSession(session: SessionId, model: ModelRef): Promise<void> {
    const body = { providerID: model.providerId, modelID: model.modelId };
    const call = { body, timeoutMs: longestTurnMs };
    await this.#http.send('POST', `${sessionPath(session)}/summarize`, wire.anything, call);
  }

  async shareSession(session: SessionId): Promise<string> {
    const path = `${sessionPath(session)}/share`;
    const answer = await this.#http.send('POST', path, wire.sessionSchema);
    const { shareUrl } = toSession(this.rootId, answer);
    if (shareUrl !== undefined) return shareUrl;
    await this.unshareSession(session);
    throw new AppError('sharing-off', 'OpenCode gave no address.');
  }

  async unshareSession(session: SessionId): Promise<void> {
    await this.#send('DELETE', `${sessionPath(session)}/share`);
  }

  async listCommands(signal?: AbortSignal): Promise<readonly CommandInfo[]> {
    const list = await this.#http.get('/command', wire.unknownListSchema, { signal });
    return readEach(commandSchema, list, toCommand);
  }

  async findFiles(search: string, limit: number, signal?: AbortSignal): Promise<readonly string[]> {
    const query = { query: search, limit, dirs: 'true' };
    return this.#http.get('/find/file', pathsSchema, { query, signal });
  }

  async prompt(session: SessionId, prompt: OutgoingPrompt): Promise<void> {
    const { route, body, ...limit } = promptCall(prompt);
    const path = `${sessionPath(session)}/${route}`;
    await this.#http.send('POST', path, wire.anything, { body, ...limit });
  }

  async abort(session: SessionId, signal?: AbortSignal): Promise<void> {
    await abortTurn(session, {
      backend: this,
      end: (id) => this.#send('POST', `${sessionPath(id)}/abort`, undefined, signal),
      children: (id) => this.#children(id, signal),
      log: this.#options.log,
      signal,
    });
  }

  replyPermission(
    request: PermissionRequest,
    reply: PermissionReply,
    message?: string,
  ): Promise<ReplyOutcome> {
    return this.#reply(`/permission/${encodeURIComponent(request.id)}/reply`, { reply, message });
  }

  replyQuestion(request: QuestionRequest, answers: QuestionAnswers): Promise<ReplyOutcome> {
    return this.#reply(`/question/${encodeURIComponent(request.id)}/reply`, { answers });
  }

  rejectQuestion(request: QuestionRequest): Promise<ReplyOutcome> {
    return this.#reply(`/question/${encodeURIComponent(request.id)}/reject`, {});
  }

  async #find(id: SessionId, signal: AbortSignal | undefined) {
    try {
      return await this.#http.get(sessionPath(id), wire.sessionSchema, { signal });
    } catch (error) {
      if (AppError.is(error, 'not-found')) return undefined;
      throw error;
    }
  }

  async #send(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<void> {
    const call = body === undefined ? { signal } : { body, signal };
    await this.#http.send(method, path, wire.anything, call);
  }

  async #reply(path: string, body: unknown): Promise<ReplyOutcome> {
    try {
      await this.#send('POST', path, body);
      return 'answered';
    } catch (error) {
      if (AppError.is(error, 'not-found')) return 'gone';
      throw error;
    }
  }

  #sessions(list: readonly unknown[]): readonly Session[] {
    const ours = readEach(wire.sessionSchema, list, (item) =>
      sameDirectory(item.directory, this.rootId) ? [toSession(this.rootId, item)] : [],
    );
    return ours.flat();
  }

  async #children(session: SessionId, signal?: AbortSignal): Promise<readonly SessionId[]> {
    const path = `${sessionPath(session)}/children`;
    const list = await this.#http.get(path, wire.unknownListSchema, { signal });
    return this.#sessions(list).map(({ id }) => id);
  }
}

function sessionPath(session: SessionId): string {
  return `/session/${encodeURIComponent(session)}`;
}
