import * as z from 'zod';
import type { RootId, SessionId } from '../../../src/model/ids.ts';
import { sessionId } from '../../../src/model/ids.ts';
import type { SessionBackend } from '../../../src/model/backend.ts';
import type { Part } from '../../../src/model/part.ts';
import type { Message } from '../../../src/model/message.ts';
import type { PendingRequest } from '../../../src/model/request.ts';
import type { Session, SessionStatus, Todo } from '../../../src/model/session.ts';
import type { HttpClient } from '../../../src/opencode/http/httpClient.ts';
import * as wire from '../../../src/opencode/wire/wire.ts';
import { toMessages } from '../../../src/opencode/wire/wireMessages.ts';
import {
  toPermission,
  toQuestion,
  toSession,
  toStatus,
  toTodo,
} from '../../../src/opencode/wire/wireSession.ts';

/** What one server says of one root, asked for now and without what the product remembers. */
export interface ServerTruth {
  readonly sessions: readonly Session[];
  readonly statuses: ReadonlyMap<SessionId, SessionStatus>;
  readonly requests: readonly PendingRequest[];
  readonly conversations: ReadonlyMap<SessionId, Conversation>;
}

interface Conversation {
  readonly messages: readonly Message[];
  readonly todos: readonly Todo[];
  /** Every text, reasoning and tool output as it stands on the wire, by the id of its part. */
  readonly texts: ReadonlyMap<string, string>;
}

const most = 1_000;
const sessionsSchema = z.array(wire.sessionSchema);
const statusesSchema = z.record(z.string(), wire.statusSchema);
const permissionsSchema = z.array(wire.permissionSchema);
const questionsSchema = z.array(wire.questionSchema);
const todosSchema = z.array(wire.todoSchema);

/** Strict where the product is lenient: what it would skip is an error here. */
export async function serverTruth(
  http: HttpClient,
  root: RootId,
  withConversations = true,
): Promise<ServerTruth> {
  const query = { limit: most };
  const list = await http.get('/session', sessionsSchema, { query });
  const sessions = list.filter(({ directory }) => directory === root);
  const ids = withConversations ? sessions.map(({ id }) => sessionId(id)) : [];
  const [{ statuses, requests }, ...conversations] = await Promise.all([
    activity(http, root),
    ...ids.map(async (id) => [id, await conversation(http, id)] as const),
  ]);
  return {
    sessions: sessions.map((session) => toSession(root, session)),
    statuses,
    requests,
    conversations: new Map(conversations),
  };
}

/** The same by the product's own calls, where nobody else knows the password. */
export async function backendTruth(backend: SessionBackend): Promise<ServerTruth> {
  const sessions = await backend.listSessions();
  const [statuses, requests, ...conversations] = await Promise.all([
    backend.listStatuses(),
    backend.listRequests(),
    ...sessions.map(async ({ id }) => [id, await heldConversation(backend, id)] as const),
  ]);
  const busy = [...statuses].filter(([, { kind }]) => kind !== 'idle');
  return {
    sessions,
    statuses: new Map(busy),
    requests,
    conversations: new Map(conversations),
  };
}

async function heldConversation(backend: SessionBackend, id: SessionId): Promise<Conversation> {
  const [{ messages }, todos] = await Promise.all([
    backend.transcript(id, { limit: most }),
    backend.todos(id),
  ]);
  return { messages, todos, texts: textsOf(messages) };
}

/** What is going on, without what was said. */
export async function activity(
  http: HttpClient,
  root: RootId,
): Promise<Pick<ServerTruth, 'statuses' | 'requests'>> {
  const [statuses, permissions, questions] = await Promise.all([
    http.get('/session/status', statusesSchema),
    http.get('/permission', permissionsSchema),
    http.get('/question', questionsSchema),
  ]);
  const busy = Object.entries(statuses).filter(([, { type }]) => type !== 'idle');
  return {
    statuses: new Map(busy.map(([id, status]) => [sessionId(id), toStatus(status)])),
    requests: [
      ...permissions.map((request) => toPermission(root, request)),
      ...questions.map((request) => toQuestion(root, request)),
    ],
  };
}

export async function newestMessages(
  http: HttpClient,
  id: SessionId,
  limit: number,
): Promise<readonly Message[]> {
  return toMessages(
    await http.get(`/session/${id}/message`, wire.messagesSchema, { query: { limit } }),
  );
}

/** Every text of messages, under the ids of their parts. */
export function textsOf(messages: readonly Message[]): ReadonlyMap<string, string> {
  const parts = messages.flatMap(({ parts }) => parts);
  return new Map(parts.flatMap((part) => shownText(part)));
}

function shownText(part: Part): readonly (readonly [string, string])[] {
  if (part.kind === 'text' || part.kind === 'reasoning') return [[part.id, part.text]];
  if (part.kind !== 'tool') return [];
  if (part.state.kind === 'completed') return [[part.id, part.state.output]];
  return part.state.kind === 'error' ? [[part.id, part.state.error]] : [];
}

async function conversation(http: HttpClient, id: SessionId): Promise<Conversation> {
  const path = `/session/${id}`;
  const query = { limit: most };
  const [raw, todos] = await Promise.all([
    http.get(`${path}/message`, rawMessagesSchema, { query }),
    http.get(`${path}/todo`, todosSchema),
  ]);
  const texts = raw.flatMap(({ parts }) => parts).flatMap(textOf);
  const messages = toMessages(wire.messagesSchema.parse(raw));
  return { messages, todos: todos.map(toTodo), texts: new Map(texts) };
}

const rawMessagesSchema = z.array(
  z.looseObject({
    parts: z.array(
      z.looseObject({
        id: z.string(),
        type: z.string(),
        text: z.string().optional(),
        state: z
          .looseObject({ output: z.string().optional(), error: z.string().optional() })
          .optional(),
      }),
    ),
  }),
);

type RawPart = z.infer<typeof rawMessagesSchema>[number]['parts'][number];

function textOf({ id, type, text, state }: RawPart): readonly (readonly [string, string])[] {
  const shown = type === 'text' || type === 'reasoning' ? text : undefined;
  const said = type === 'tool' ? (state?.output ?? state?.error) : shown;
  return said === undefined ? [] : [[id, said]];
}
