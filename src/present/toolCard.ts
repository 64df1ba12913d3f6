import type { ToolPart, ToolState } from '../model/part.ts';
import type { ToolCard, ToolStatus } from '../protocol/view.ts';
import { safeText } from './errorText.ts';
import { honestLine } from '../base/honestText.ts';
import { questionFace, taskFace, todoFace } from './toolBody/agents.ts';
import { bashFace } from './toolBody/bash.ts';
import { editFace, readFace, writeFace } from './toolBody/files.ts';
import {
  invalidFace,
  otherFace,
  skillFace,
  webFetchFace,
  webSearchFace,
} from './toolBody/others.ts';
import { globFace, grepFace, listFace } from './toolBody/search.ts';
import { toolCall, type CallContext, type ToolReader, type Verbs } from './toolBody/toolCall.ts';

export interface ToolContext extends CallContext {
  /** Whether the session works: what its parts say of running is true only then. */
  readonly isLive: boolean;
  /** Whether the call waits for an answer of the person. */
  isWaiting(callId: string): boolean;
}

const readers: ReadonlyMap<string, ToolReader> = new Map([
  ['bash', bashFace],
  ['read', readFace],
  ['write', writeFace],
  ['edit', editFace],
  ['multiedit', editFace],
  ['apply_patch', editFace],
  ['patch', editFace],
  ['grep', grepFace],
  ['glob', globFace],
  ['list', listFace],
  ['todowrite', todoFace],
  ['todoread', todoFace],
  ['task', taskFace],
  ['webfetch', webFetchFace],
  ['websearch', webSearchFace],
  ['codesearch', webSearchFace],
  ['question', questionFace],
  ['skill', skillFace],
  ['invalid', invalidFace],
]);

export function toolCard(part: ToolPart, context: ToolContext): ToolCard {
  const read = readers.get(part.tool) ?? otherFace;
  const { verbs, title, body } = read(toolCall(part, context));
  const status = statusOf(part, context);
  return {
    tool: honestLine(part.tool, 80),
    label: labelOf(verbs, status),
    title,
    status,
    ...errorOf(part.state, status),
    ...timesOf(part.state),
    body,
  };
}

function statusOf({ state, callId }: ToolPart, context: ToolContext): ToolStatus {
  if (state.kind === 'completed') return 'completed';
  if (state.kind === 'error') return isInterrupted(state) ? 'interrupted' : 'error';
  if (!context.isLive) return 'interrupted';
  return context.isWaiting(callId) ? 'waiting' : state.kind;
}

function isInterrupted(state: Extract<ToolState, { kind: 'error' }>): boolean {
  return state.metadata['interrupted'] === true || state.error === 'Tool execution aborted';
}

function labelOf([base, ongoing, past]: Verbs, status: ToolStatus): string {
  if (status === 'completed') return past;
  return status === 'running' || status === 'pending' ? ongoing : base;
}

/** OpenCode words its refusals for the model; these are for the person who refused. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [
    /^The user rejected permission to use this specific tool call with the following feedback:?\s*/,
    'Rejected by you: ',
  ],
  [/^The user rejected permission to use this specific tool call\.?/, 'Rejected by you.'],
  [/^The user dismissed this question\.?/, 'Dismissed by you.'],
];

function errorOf(state: ToolState, status: ToolStatus): { error?: string } {
  if (state.kind !== 'error' || status !== 'error') return {};
  const text = refusals.reduce((error, [words, own]) => error.replace(words, own), state.error);
  return { error: safeText(text, 2_000) };
}

function timesOf(state: ToolState): { startedAt?: number; durationMs?: number } {
  if (state.kind === 'pending') return {};
  const { startedAt } = state;
  if (state.kind === 'running') return { startedAt };
  return { startedAt, durationMs: Math.max(0, state.endedAt - startedAt) };
}
