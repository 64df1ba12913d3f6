import type { PageWanted } from '../../src/model/backend.ts';
import type { StreamEvent, TranscriptPage } from '../../src/model/event.ts';
import type { MessageId, RequestId, SessionId } from '../../src/model/ids.ts';
import type { Message, MessageInfo } from '../../src/model/message.ts';
import type { Part } from '../../src/model/part.ts';
import type { PendingRequest } from '../../src/model/request.ts';
import type { Session, SessionStatus, Todo } from '../../src/model/session.ts';

/**
 * What a server would answer after the events it has sent. Like OpenCode, it stores a text when it
 * ends: what the stream told of it before is in no answer.
 */
export class MemoryTruth {
  readonly sessions = new Map<SessionId, Session>();
  readonly statuses = new Map<SessionId, SessionStatus>();
  readonly requests = new Map<RequestId, PendingRequest>();
  readonly todos = new Map<SessionId, readonly Todo[]>();
  /** However many are asked for. */
  mostInPage = Infinity;
  readonly #messages = new Map<SessionId, Message[]>();

  messages(session: SessionId): readonly Message[] {
    return this.#messages.get(session) ?? [];
  }

  /** The session and everything below it. */
  familyOf(session: SessionId): readonly SessionId[] {
    const children = [...this.sessions.values()].filter(({ parentId }) => parentId === session);
    return [session, ...children.flatMap(({ id }) => this.familyOf(id))];
  }

  page(session: SessionId, { limit, before }: PageWanted): TranscriptPage {
    const all = this.messages(session);
    const end = before === undefined ? all.length : Number(before);
    const start = Math.max(0, end - Math.min(limit, this.mostInPage));
    const messages = all.slice(start, end);
    return start > 0 ? { messages, olderCursor: String(start) } : { messages };
  }

  /** The same as OpenCode itself tells it. */
  rawPage(session: SessionId, page: PageWanted) {
    const { messages, olderCursor } = this.page(session, page);
    return { messages: messages.map(({ parts, ...info }) => ({ info, parts })), olderCursor };
  }

  apply(event: StreamEvent): void {
    if (event.kind === 'sessionChanged') this.sessions.set(event.session.id, event.session);
    if (event.kind === 'sessionRemoved') this.#forget(event.sessionId);
    if (event.kind === 'statusChanged') this.statuses.set(event.sessionId, event.status);
    if (event.kind === 'requestAsked') this.requests.set(event.request.id, event.request);
    if (event.kind === 'requestClosed') this.requests.delete(event.requestId);
    if (event.kind === 'todosChanged') this.todos.set(event.sessionId, event.todos);
    if (event.kind === 'messageChanged') this.#changeMessage(event.info);
    if (event.kind === 'messageRemoved') this.#removeMessage(event.sessionId, event.messageId);
    if (event.kind === 'partChanged') this.#changePart(event.part);
    if (event.kind === 'partRemoved') {
      this.#changeParts(event, (parts) => parts.filter(({ id }) => id !== event.partId));
    }
  }

  #changeMessage(info: MessageInfo): void {
    const known = this.messages(info.sessionId).find(({ id }) => id === info.id);
    this.#put({ ...info, parts: known?.parts ?? [] });
  }

  #removeMessage(session: SessionId, message: MessageId): void {
    const kept = this.messages(session).filter(({ id }) => id !== message);
    this.#messages.set(session, kept);
  }

  #changePart(part: Part): void {
    this.#changeParts(part, (parts) => {
      const isKnown = parts.some(({ id }) => id === part.id);
      return isKnown ? parts.map((old) => (old.id === part.id ? part : old)) : [...parts, part];
    });
  }

  #changeParts(
    place: Pick<Part, 'sessionId' | 'messageId'>,
    change: (parts: readonly Part[]) => readonly Part[],
  ): void {
    const message = this.messages(place.sessionId).find(({ id }) => id === place.messageId);
    if (message) this.#put({ ...message, parts: change(message.parts) });
  }

  #put(message: Message): void {
    const others = this.messages(message.sessionId).filter(({ id }) => id !== message.id);
    const inOrder = [...others, message].sort(
      (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
    );
    this.#messages.set(message.sessionId, inOrder);
  }

  #forget(id: SessionId): void {
    this.sessions.delete(id);
    this.statuses.delete(id);
    this.todos.delete(id);
    this.#messages.delete(id);
    for (const request of this.requests.values()) {
      if (request.sessionId === id) this.requests.delete(request.id);
    }
  }
}
