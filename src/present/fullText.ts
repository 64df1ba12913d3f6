import type { Message, UserMessage } from '../model/message.ts';
import type { Part, ToolPart } from '../model/part.ts';
import type { PromptPart } from '../model/prompt.ts';
import { outboxFor } from '../session/selectors.ts';
import type { RootState, State } from '../session/state.ts';
import { promptTarget, type ChatViewTarget } from './chatTarget.ts';
import { plainOutput } from './cleanText.ts';
import { wholePatch } from './diffText.ts';
import type { ProposedDiff } from './permissionPrompt.ts';
import { permissionText } from './permissionText.ts';
import { taskOutput, taskPrompt } from './toolBody/agents.ts';
import { bashOutput } from './toolBody/bash.ts';
import { editedPaths, readOutput, unifiedDiff, writtenContent } from './toolBody/files.ts';
import { inputText } from './toolBody/others.ts';
import { toolCall, type ToolCall } from './toolBody/toolCall.ts';
import { settledContext } from './toolContext.ts';
import { promptText } from './turnRows.ts';

export interface TextPlace {
  /** Of a row, or of a request's card. */
  readonly rowId: string;
  readonly partId?: string | undefined;
  /** The view's own name of the text: `output`, `content`, `patch`, `prompt`, `input`, `text`, `detail`. */
  readonly field?: string | undefined;
}

/** The whole of a text that the view holds clipped. */
export function fullText(
  state: State,
  target: ChatViewTarget,
  place: TextPlace,
): string | undefined {
  const root = state.roots.get(target.rootId);
  if (!root) return undefined;
  if (place.partId === undefined) {
    return promptOf(root, target, place.rowId) ?? requestText(root, place);
  }
  const part = partOf(root, target, place.partId);
  if (part?.kind === 'tool') return toolText(part, root, place.field ?? 'output');
  return part?.kind === 'text' || part?.kind === 'reasoning' ? part.text : undefined;
}

/** The change that an edit has made, for a diff editor. */
export function madeDiff(
  state: State,
  target: ChatViewTarget,
  place: TextPlace,
): ProposedDiff | undefined {
  const root = state.roots.get(target.rootId);
  const part = root && partOf(root, target, place.partId ?? '');
  if (!root || part?.kind !== 'tool') return undefined;
  const call = toolCall(part, settledContext(root));
  const [file] = editedPaths(call);
  const patch = unifiedDiff(call);
  return file === undefined || patch === '' ? undefined : { file, patch };
}

/**
 * The prompt behind a row: its own text, that of the prompt which an answer answers, or that of the
 * prompt whose turn failed.
 */
export function promptBehind(
  state: State,
  target: ChatViewTarget,
  rowId: string,
): string | undefined {
  const root = state.roots.get(target.rootId);
  return root && promptOf(root, target, rowId.replace(/^problem:/, ''));
}

/** The files that went along with it, as its message has them. */
export function filesBehind(
  state: State,
  target: ChatViewTarget,
  rowId: string,
): readonly PromptPart[] {
  const root = state.roots.get(target.rootId);
  const message = root && askedMessage(root, target, rowId.replace(/^problem:/, ''));
  return (message?.parts ?? []).flatMap((part) => {
    if (part.kind !== 'file') return [];
    const { kind, name, mime, url } = part;
    return [{ kind, name, mime, url }];
  });
}

function promptOf(root: RootState, target: ChatViewTarget, rowId: string): string | undefined {
  const waiting = outboxFor(root, promptTarget(target)).find(({ id }) => id === rowId);
  if (waiting) return waiting.text;
  const asked = askedMessage(root, target, rowId);
  return asked && promptText(asked);
}

function askedMessage(
  root: RootState,
  target: ChatViewTarget,
  rowId: string,
): UserMessage | undefined {
  const messages = [...messagesOf(root, target)];
  const message = messages.find(({ id }) => id === rowId);
  if (message?.role === 'user') return message;
  const asked = messages.find(({ id }) => id === message?.parentId);
  return asked?.role === 'user' ? asked : undefined;
}

function partOf(root: RootState, target: ChatViewTarget, id: string): Part | undefined {
  for (const message of messagesOf(root, target)) {
    const part = message.parts.find((candidate) => candidate.id === id);
    if (part) return part;
  }
  return undefined;
}

function messagesOf(root: RootState, { sessionId }: ChatViewTarget): Iterable<Message> {
  return (sessionId && root.transcripts.get(sessionId)?.messages) ?? [];
}

function requestText(root: RootState, { rowId, field }: TextPlace): string | undefined {
  const request = [...root.requests.values()].find(({ id }) => id === rowId);
  if (request?.kind !== 'permission') return undefined;
  const { diff } = request.metadata;
  if (field === 'patch') return typeof diff === 'string' ? wholePatch(diff, root.id) : undefined;
  return permissionText(request).subject;
}

const readers: Readonly<Record<string, (call: ToolCall) => string>> = {
  content: writtenContent,
  patch: (call) => wholePatch(unifiedDiff(call), call.root),
  diff: (call) => wholePatch(unifiedDiff(call), call.root),
  prompt: taskPrompt,
  input: inputText,
  output: outputOf,
};

export function toolText(part: ToolPart, root: RootState, field: string): string | undefined {
  const read = Object.hasOwn(readers, field) ? readers[field] : undefined;
  return read?.(toolCall(part, settledContext(root)));
}

function outputOf(call: ToolCall): string {
  if (call.tool === 'bash') return bashOutput(call);
  if (call.tool === 'read') return readOutput(call);
  if (call.tool === 'task') return taskOutput(call);
  return plainOutput(call.output);
}
