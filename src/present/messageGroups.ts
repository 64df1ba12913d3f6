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

/** Groups keep their identity while their messages do. */
export function messageGroups(messages: MessageList): readonly MessageGroup[] {
  const groups: MessageGroup[] = [];
  for (const page of messages.pages) {
    const [first, ...others] = pageGroups(page);
    const last = groups.at(-1);
    if (last && first && isContinued(last, first)) groups[groups.length - 1] = joined(last, first);
    else if (first) groups.push(first);
    for (const group of others) groups.push(group);
  }
  return groups;
}

const knownPages = new WeakMap<readonly Message[], readonly MessageGroup[]>();

function pageGroups(page: readonly Message[]): readonly MessageGroup[] {
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
