import type { AssistantMessage, Message, UserMessage } from '../model/message.ts';
import type { MessageList } from '../session/messageList.ts';

/** A prompt, or all messages that answer one prompt: what reads as one turn. */
export type MessageGroup = PromptGroup | AnswerGroup;

export interface PromptGroup {
  readonly kind: 'prompt';
  readonly message: UserMessage;
}

export interface AnswerGroup {
  readonly kind: 'answer';
  /** At least one. OpenCode writes one message for each call to the model. */
  readonly messages: readonly [AssistantMessage, ...AssistantMessage[]];
}

/**
 * The groups in chunks, about one for each page. Chunks and groups keep their identity while their
 * messages do, so that what is made of them can be remembered.
 */
export function messageChunks(messages: MessageList): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (const page of messages.pages) {
    const chunk = pageGroups(page);
    const previous = chunks.at(-1);
    const [first] = chunk;
    if (previous && first && isContinuedBy(previous, first)) {
      chunks[chunks.length - 1] = extended(previous, first);
      if (chunk.length > 1) chunks.push(withoutFirst(chunk));
    } else if (first) chunks.push(chunk);
  }
  return chunks;
}

export type Chunk = readonly MessageGroup[];

function isContinuedBy(chunk: Chunk, next: MessageGroup): boolean {
  const last = chunk.at(-1);
  return last !== undefined && isContinued(last, next);
}

const extensions = new WeakMap<Chunk, WeakMap<MessageGroup, Chunk>>();

/** The chunk with its last group going on in the next page's first. */
function extended(chunk: Chunk, next: MessageGroup): Chunk {
  const known = extensions.get(chunk) ?? new WeakMap<MessageGroup, Chunk>();
  extensions.set(chunk, known);
  const longer = known.get(next) ?? chunk.with(chunk.length - 1, joinedLast(chunk, next));
  known.set(next, longer);
  return longer;
}

function joinedLast(chunk: Chunk, next: MessageGroup): MessageGroup {
  const last = chunk.at(-1);
  return last && isContinued(last, next) ? joined(last, next) : next;
}

const remainders = new WeakMap<Chunk, Chunk>();

function withoutFirst(chunk: Chunk): Chunk {
  const rest = remainders.get(chunk) ?? chunk.slice(1);
  remainders.set(chunk, rest);
  return rest;
}

const knownPages = new WeakMap<readonly Message[], Chunk>();

function pageGroups(page: readonly Message[]): Chunk {
  const known = knownPages.get(page);
  if (known) return known;
  const groups: MessageGroup[] = [];
  for (const message of page) {
    const group = groupOf(message);
    const last = groups.at(-1);
    if (last && isContinued(last, group)) groups[groups.length - 1] = joined(last, group);
    else groups.push(group);
  }
  knownPages.set(page, groups);
  return groups;
}

const knownGroups = new WeakMap<Message, MessageGroup>();

function groupOf(message: Message): MessageGroup {
  const group: MessageGroup = knownGroups.get(message) ?? singleGroup(message);
  knownGroups.set(message, group);
  return group;
}

function singleGroup(message: Message): MessageGroup {
  return message.role === 'user'
    ? { kind: 'prompt', message }
    : { kind: 'answer', messages: [message] };
}

function isContinued(group: MessageGroup, next: MessageGroup): group is AnswerGroup {
  if (group.kind !== 'answer' || next.kind !== 'answer') return false;
  const [{ parentId, isSummary }] = group.messages;
  const [follower] = next.messages;
  return (
    parentId !== undefined && parentId === follower.parentId && isSummary === follower.isSummary
  );
}

const knownJoins = new WeakMap<MessageGroup, WeakMap<MessageGroup, AnswerGroup>>();

function joined(group: AnswerGroup, next: MessageGroup): AnswerGroup {
  if (next.kind !== 'answer') return group;
  const joins = knownJoins.get(group) ?? new WeakMap<MessageGroup, AnswerGroup>();
  knownJoins.set(group, joins);
  const [first, ...others] = group.messages;
  const both = joins.get(next) ?? {
    kind: 'answer',
    messages: [first, ...others, ...next.messages],
  };
  joins.set(next, both);
  return both;
}
