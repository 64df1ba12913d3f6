import type { Message } from '../model/message.ts';
import type { PromptOptions } from '../model/prompt.ts';
import type { ModelRef, Session } from '../model/session.ts';
import type { ComposerView } from '../protocol/view.ts';
import { statusOf } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import { errorTitle } from './errorText.ts';
import { promptText } from './turnRows.ts';

/** Kept small: it travels with every snapshot. */
const maxHistory = 50;
const maxHistoryCharacters = 32_000;

export function composerView(
  root: RootState,
  session: Session | undefined,
  picked: PromptOptions,
): ComposerView {
  return {
    draftKey: session ? session.id : `root:${root.id}`,
    agent: agentLabel(root, session, picked),
    model: modelName(root, picked.model ?? session?.model ?? root.catalog.defaultModel),
    blockedReason: blockedReason(root, session),
    placeholder: placeholder(root, session),
    history: history(root, session),
  };
}

/** What the next prompt is sent with: the person's pick, else what the session used last. */
function agentLabel(root: RootState, session: Session | undefined, picked: PromptOptions): string {
  const { agents, defaultAgent } = root.catalog;
  const primary = agents.find(({ mode, isHidden }) => mode !== 'subagent' && !isHidden);
  return picked.agent ?? session?.agent ?? defaultAgent ?? primary?.name ?? '';
}

function modelName({ catalog }: RootState, model: ModelRef | undefined): string {
  if (!model) return '';
  const known = catalog.models.find(
    ({ providerId, modelId }) => providerId === model.providerId && modelId === model.modelId,
  );
  const name = known?.name ?? model.modelId;
  return model.variant === undefined ? name : `${name} (${model.variant})`;
}

function blockedReason({ server }: RootState, session: Session | undefined): string {
  if (session?.parentId !== undefined) return 'Sub-agent sessions cannot be prompted.';
  const isUntrusted = server.kind === 'refused' && server.error.code === 'workspace-untrusted';
  return isUntrusted ? errorTitle(server.error) : '';
}

function placeholder(root: RootState, session: Session | undefined): string {
  if (!session) return 'What should OpenCode do?';
  return statusOf(root, session.id).kind === 'idle'
    ? 'Ask for more'
    : 'Add a prompt; it waits for its turn';
}

const prompts = new WeakMap<readonly Message[], readonly string[]>();

/** The person's earlier prompts, newest first, each once. */
function history(root: RootState, session: Session | undefined): string[] {
  const pages = (session && root.transcripts.get(session.id)?.messages.pages) ?? [];
  const found = new Set<string>();
  let room = maxHistoryCharacters;
  for (const text of newestPrompts(pages)) {
    room -= text.length;
    if (room < 0 || found.size >= maxHistory) break;
    found.add(text);
  }
  return [...found];
}

function* newestPrompts(pages: readonly (readonly Message[])[]): Generator<string> {
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
