import * as z from 'zod';

const id = z.string();
const infoSchema = z.looseObject({ id, sessionID: id.optional() });
const propertiesSchema = z.looseObject({
  id: id.optional(),
  sessionID: id.optional(),
  messageID: id.optional(),
  partID: id.optional(),
  requestID: id.optional(),
  info: infoSchema.optional(),
  part: z.looseObject({ id, messageID: id, sessionID: id }).optional(),
  status: z.looseObject({ type: z.string() }).optional(),
  todos: z.array(z.unknown()).optional(),
});
const eventSchema = z.looseObject({ type: z.string(), properties: propertiesSchema });

type Properties = z.infer<typeof propertiesSchema>;

interface WireMessage {
  info: unknown;
  readonly parts: Map<string, unknown>;
}

/**
 * What a server has stored after the frames of a recording so far, in the words of its routes. As
 * OpenCode does, it stores a text when it ends: pieces of text change nothing here.
 */
export class WireTruth {
  readonly #sessions = new Map<string, unknown>();
  readonly #statuses = new Map<string, unknown>();
  readonly #permissions = new Map<string, unknown>();
  readonly #questions = new Map<string, unknown>();
  readonly #todos = new Map<string, readonly unknown[]>();
  readonly #messages = new Map<string, Map<string, WireMessage>>();

  apply(event: unknown): void {
    const { type, properties } = eventSchema.parse(event);
    changes[type]?.(this, properties);
  }

  /** The body of a GET; undefined for a route that it does not have. */
  answer(path: string): unknown {
    const [, session = '', what] = /^\/session\/([^/]+)\/(message|todo)$/.exec(path) ?? [];
    if (what === 'message') return this.#conversation(session);
    if (what === 'todo') return this.#todos.get(session) ?? [];
    return this.#lists().get(path);
  }

  session({ info }: Properties): void {
    if (info) this.#sessions.set(info.id, info);
  }

  sessionGone({ info }: Properties): void {
    if (!info) return;
    this.#sessions.delete(info.id);
    this.#messages.delete(info.id);
  }

  status({ sessionID = '', status }: Properties): void {
    if (status && status.type !== 'idle') this.#statuses.set(sessionID, status);
    else this.#statuses.delete(sessionID);
  }

  message({ info }: Properties): void {
    if (!info) return;
    const messages = this.#messagesOf(info.sessionID ?? '');
    const known = messages.get(info.id);
    if (known) known.info = info;
    else messages.set(info.id, { info, parts: new Map() });
  }

  messageGone({ sessionID = '', messageID = '' }: Properties): void {
    this.#messagesOf(sessionID).delete(messageID);
  }

  part({ part }: Properties): void {
    if (!part) return;
    this.#messagesOf(part.sessionID).get(part.messageID)?.parts.set(part.id, part);
  }

  partGone({ sessionID = '', messageID = '', partID = '' }: Properties): void {
    this.#messagesOf(sessionID).get(messageID)?.parts.delete(partID);
  }

  permission(properties: Properties): void {
    this.#permissions.set(properties.id ?? '', properties);
  }

  question(properties: Properties): void {
    this.#questions.set(properties.id ?? '', properties);
  }

  answered({ requestID = '' }: Properties): void {
    this.#permissions.delete(requestID);
    this.#questions.delete(requestID);
  }

  todos({ sessionID = '', todos = [] }: Properties): void {
    this.#todos.set(sessionID, todos);
  }

  #messagesOf(session: string): Map<string, WireMessage> {
    const messages = this.#messages.get(session) ?? new Map<string, WireMessage>();
    this.#messages.set(session, messages);
    return messages;
  }

  #conversation(session: string): unknown {
    const messages = [...this.#messagesOf(session).values()];
    return messages.map(({ info, parts }) => ({ info, parts: [...parts.values()] }));
  }

  #lists(): ReadonlyMap<string, unknown> {
    return new Map<string, unknown>([
      ['/session', [...this.#sessions.values()]],
      ['/session/status', Object.fromEntries(this.#statuses)],
      ['/permission', [...this.#permissions.values()]],
      ['/question', [...this.#questions.values()]],
      ['/agent', []],
      ['/config', {}],
      ['/config/providers', { providers: [], default: {} }],
    ]);
  }
}

const changes: Readonly<Record<string, (truth: WireTruth, properties: Properties) => void>> = {
  'session.created': (truth, of) => truth.session(of),
  'session.updated': (truth, of) => truth.session(of),
  'session.deleted': (truth, of) => truth.sessionGone(of),
  'session.status': (truth, of) => truth.status(of),
  'session.idle': (truth, of) => truth.status(of),
  'message.updated': (truth, of) => truth.message(of),
  'message.removed': (truth, of) => truth.messageGone(of),
  'message.part.updated': (truth, of) => truth.part(of),
  'message.part.removed': (truth, of) => truth.partGone(of),
  'permission.asked': (truth, of) => truth.permission(of),
  'permission.replied': (truth, of) => truth.answered(of),
  'question.asked': (truth, of) => truth.question(of),
  'question.replied': (truth, of) => truth.answered(of),
  'question.rejected': (truth, of) => truth.answered(of),
  'todo.updated': (truth, of) => truth.todos(of),
};
