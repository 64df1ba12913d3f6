import { assertNever } from '../base/errors.ts';
import type { Part, ReasoningPart, TextPart, ToolPart } from '../model/part.ts';
import type { PartView } from '../protocol/view.ts';
import { honestLine } from '../base/honestText.ts';
import { gapText } from './gapText.ts';
import { toolCard, type ToolContext } from './toolCard.ts';

interface Drawn {
  readonly key: string;
  readonly view: PartView | undefined;
}

const drawn = new WeakMap<Part, Drawn>();

/** What a part shows, or nothing. The same object again while nothing that it shows has changed. */
export function partView(part: Part, context: ToolContext): PartView | undefined {
  const key = contextKey(part, context);
  const known = drawn.get(part);
  if (known?.key === key) return known.view;
  const view = freshView(part, context);
  drawn.set(part, { key, view });
  return view;
}

/** What the part's view depends on besides the part. */
export function contextKey(part: Part, context: ToolContext): string {
  const { isLive } = context;
  if (part.kind !== 'tool') return String(isLive);
  const { kind } = part.state;
  if (kind === 'completed' || kind === 'error') return '';
  const child = part.tool === 'task' && kind === 'running' ? part.state.metadata['sessionId'] : '';
  const progress = typeof child === 'string' ? (context.progressOf(child) ?? '') : '';
  return `${isLive}|${context.isWaiting(part.callId)}|${progress}`;
}

function freshView(part: Part, context: ToolContext): PartView | undefined {
  switch (part.kind) {
    case 'text':
      return textView(part, context);
    case 'reasoning':
      return reasoningView(part, context);
    case 'tool':
      return toolView(part, context);
    case 'file':
      return { kind: 'file', id: part.id, name: honestLine(part.name), mime: part.mime };
    case 'compaction':
    case 'patch':
    case 'other':
      return undefined;
    default:
      return assertNever(part);
  }
}

function textView(part: TextPart, { isLive }: ToolContext): PartView | undefined {
  if (part.isSynthetic || part.text.trim() === '') return undefined;
  const isDone = part.endedAt !== undefined || !isLive;
  return { kind: 'text', id: part.id, text: gapText(part), isDone };
}

function reasoningView(part: ReasoningPart, { isLive }: ToolContext): PartView | undefined {
  if (part.text.trim() === '') return undefined;
  const { startedAt, endedAt } = part;
  const isTimed = startedAt !== undefined && endedAt !== undefined;
  return {
    kind: 'reasoning',
    id: part.id,
    text: gapText(part),
    isDone: endedAt !== undefined || !isLive,
    ...(isTimed ? { durationMs: Math.max(0, endedAt - startedAt) } : {}),
  };
}

function toolView(part: ToolPart, context: ToolContext): PartView {
  return { kind: 'tool', id: part.id, card: toolCard(part, context) };
}
