import type { SessionId } from '../model/ids.ts';
import type { ModelInfo } from '../model/catalog.ts';
import type { Message } from '../model/message.ts';
import type { Prompt, PromptOptions } from '../model/prompt.ts';
import type { ModelRef, Session } from '../model/session.ts';
import type { ComposerView } from '../protocol/view.ts';
import { activityOf, outboxFor } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import { promptTarget, type ChatViewTarget } from './chatTarget.ts';
import { errorTitle } from './errorText.ts';
import { promptText } from './turnRows.ts';

/** Kept small: it travels with every snapshot. */
const maxHistory = 50;
const maxHistoryCharacters = 32_000;

export function composerView(
  root: RootState,
  target: ChatViewTarget,
  picked: PromptOptions,
): ComposerView {
  const id = target.sessionId;
  const session = id === undefined ? undefined : root.sessions.get(id);
  const waiting = outboxFor(root, promptTarget(target));
  const agent = agentLabel(root, picked);
  const model = nextModel(root, session, { ...picked, agent });
  return {
    draftKey: id ?? newChatKey(root),
    ...(waiting.some(isFromDraft) ? { previousDraftKey: newChatKey(root) } : {}),
    agent,
    model: modelName(root, model),
    unread: unread(root, model),
    blockedReason: blockedReason(root, session),
    placeholder: placeholder(root, id),
    history: history(root, id, waiting),
  };
}

/** One for all new chats of a root: after a reload of the window no other name of them is known. */
function newChatKey(root: RootState): string {
  return `root:${root.id}`;
}

/**
 * Only while the prompt that made the session is on its way: a text typed in a newer chat of the
 * root has the same key and must not move.
 */
function isFromDraft({ draftId, state }: Prompt): boolean {
  return draftId !== undefined && state.kind !== 'failed';
}

/** Who gets the next prompt: OpenCode takes its default where nobody was picked, whoever worked last. */
function agentLabel(root: RootState, picked: PromptOptions): string {
  const { agents, defaultAgent } = root.catalog;
  const primary = agents.find(({ mode, isHidden }) => mode !== 'subagent' && !isHidden);
  return picked.agent ?? defaultAgent ?? primary?.name ?? '';
}

/** OpenCode's own order: what is sent, the agent's own model, what the session used last. */
function nextModel(
  root: RootState,
  session: Session | undefined,
  { agent, model }: PromptOptions,
): ModelRef | undefined {
  const own = root.catalog.agents.find(({ name }) => name === agent)?.model;
  return model ?? own ?? session?.model ?? root.catalog.defaultModel;
}

function infoOf({ catalog }: RootState, model: ModelRef): ModelInfo | undefined {
  return catalog.models.find(
    ({ providerId, modelId }) => providerId === model.providerId && modelId === model.modelId,
  );
}

/** Nothing that is not known for certain. */
function unread(root: RootState, model: ModelRef | undefined): ComposerView['unread'] {
  const reads = model && infoOf(root, model)?.reads;
  return [
    ...(reads?.image === false ? [{ mime: 'image/', label: 'images' }] : []),
    ...(reads?.pdf === false ? [{ mime: 'application/pdf', label: 'PDF files' }] : []),
  ];
}

function modelName(root: RootState, model: ModelRef | undefined): string {
  if (!model) return '';
  const name = infoOf(root, model)?.name ?? model.modelId;
  return model.variant === undefined ? name : `${name} (${model.variant})`;
}

function blockedReason({ server }: RootState, session: Session | undefined): string {
  if (session?.parentId !== undefined) return 'Sub-agent sessions cannot be prompted.';
  const isUntrusted = server.kind === 'refused' && server.error.code === 'workspace-untrusted';
  return isUntrusted ? errorTitle(server.error) : '';
}

function placeholder(root: RootState, id: SessionId | undefined): string {
  if (id === undefined) return 'What should OpenCode do?';
  const activity = activityOf(root, id);
  return activity === 'idle' || activity === 'stopping'
    ? 'Ask for more'
    : 'Add a prompt; it waits for its turn';
}

const prompts = new WeakMap<readonly Message[], readonly string[]>();

/** The person's earlier prompts, newest first, each once; those on their way are the newest. */
function history(root: RootState, id: SessionId | undefined, waiting: readonly Prompt[]): string[] {
  const pages = (id && root.transcripts.get(id)?.messages.pages) ?? [];
  const found = new Set<string>();
  let room = maxHistoryCharacters;
  for (const text of newestPrompts(pages, waiting)) {
    room -= text.length;
    if (room < 0 || found.size >= maxHistory) break;
    found.add(text);
  }
  return [...found];
}

function* newestPrompts(
  pages: readonly (readonly Message[])[],
  waiting: readonly Prompt[],
): Generator<string> {
  for (const { text } of waiting.toReversed()) yield text.trim();
  for (const page of pages.toReversed()) yield* pagePrompts(page);
}

function pagePrompts(page: readonly Message[]): readonly string[] {
  const known = prompts.get(page);
  if (known) return known;
  const texts = page
    .filter((message) => message.role === 'user')
    .map((message) => promptText(message).trim())
    .filter((text) => text !== '')
    .toReversed();
  prompts.set(page, texts);
  return texts;
}
