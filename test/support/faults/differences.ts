import { isDeepStrictEqual } from 'node:util';
import type { SessionId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import type { Part } from '../../../src/model/part.ts';
import type { RootState } from '../../../src/session/state.ts';
import { textsOf, type ServerTruth } from './serverTruth.ts';

/** One thing that we have otherwise than the server has it. */
export interface Difference {
  readonly what:
    | 'session'
    | 'status'
    | 'request'
    | 'message'
    | 'part'
    | 'text'
    | 'todos'
    | 'order'
    | 'outbox';
  readonly id: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

type What = Difference['what'];

/** Empty when every field of every entity is the same. */
export function differences(root: RootState, truth: ServerTruth): readonly Difference[] {
  const sessions = new Map(truth.sessions.map((session) => [session.id, session]));
  const conversations = [...truth.conversations].flatMap(([id, theirs]) =>
    conversationDifferences(root, id, theirs),
  );
  return [
    ...compare('session', root.sessions, sessions),
    ...compare('status', root.statuses, truth.statuses),
    ...compare('request', root.requests, liveRequests(truth)),
    ...conversations,
    ...root.outbox.map((prompt) => one('outbox', prompt.id, prompt, undefined)),
  ];
}

export function described(list: readonly Difference[]): string {
  const lines = list.map(
    ({ what, id, ours, theirs }) =>
      `${what} ${id}\n  ours   ${json(ours)}\n  theirs ${json(theirs)}`,
  );
  return lines.slice(0, 10).join('\n');
}

/** OpenCode goes on listing what a stopped turn asked; nobody can be shown that. */
function liveRequests({ requests, statuses }: ServerTruth) {
  const live = requests.filter(({ sessionId }) => statuses.has(sessionId));
  return new Map(live.map((request) => [request.id, request]));
}

function conversationDifferences(
  root: RootState,
  id: SessionId,
  theirs: NonNullable<ReturnType<ServerTruth['conversations']['get']>>,
): readonly Difference[] {
  const ours = [...(root.transcripts.get(id)?.messages ?? [])];
  return [
    ...compare('message', infosOf(ours), infosOf(theirs.messages)),
    ...compare('part', partsOf(ours), partsOf(theirs.messages)),
    ...compare('text', textsOf(ours), theirs.texts),
    ...compareValue('todos', id, root.todos.get(id) ?? [], theirs.todos),
    ...compareValue('order', id, orderOf(ours), orderOf(theirs.messages)),
  ];
}

function compare<T>(
  what: What,
  ours: ReadonlyMap<string, T>,
  theirs: ReadonlyMap<string, T>,
): readonly Difference[] {
  const ids = new Set([...ours.keys(), ...theirs.keys()]);
  return [...ids].flatMap((id) => compareValue(what, id, ours.get(id), theirs.get(id)));
}

function compareValue(
  what: What,
  id: string,
  ours: unknown,
  theirs: unknown,
): readonly Difference[] {
  return isDeepStrictEqual(ours, theirs) ? [] : [one(what, id, ours, theirs)];
}

function one(what: What, id: string, ours: unknown, theirs: unknown): Difference {
  return { what, id, ours, theirs };
}

function infosOf(messages: readonly Message[]): ReadonlyMap<string, unknown> {
  return new Map(messages.map((message) => [message.id, { ...message, parts: [] }]));
}

/** A part's text is told apart, so that a wrong text is one difference and not two. */
function partsOf(messages: readonly Message[]): ReadonlyMap<string, unknown> {
  const parts = messages.flatMap(({ parts }) => parts);
  return new Map(parts.map((part) => [part.id, withoutText(part)]));
}

function withoutText(part: Part): unknown {
  // Where a text may have a gap only we know.
  if (part.kind === 'text' || part.kind === 'reasoning') {
    return { ...part, text: '', gaps: undefined };
  }
  if (part.kind !== 'tool') return part;
  const { state } = part;
  if (state.kind === 'completed') return { ...part, state: { ...state, output: '' } };
  return state.kind === 'error' ? { ...part, state: { ...state, error: '' } } : part;
}

function orderOf(messages: readonly Message[]): readonly string[] {
  return messages.flatMap(({ id, parts }) => [id, ...parts.map((part) => part.id)]);
}

function json(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 400);
}
