import type { ToolFields, ToolPart } from '../../model/part.ts';
import type { ToolBody } from '../../protocol/view.ts';

/** A tool part with the differences between its states levelled, and what a card needs besides. */
export interface ToolCall {
  readonly tool: string;
  readonly input: ToolFields;
  readonly metadata: ToolFields;
  /** Empty until the tool has ended. */
  readonly output: string;
  /** OpenCode's own title, if it gave one. */
  readonly title: string;
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** What a sub-session does now, in a few words. */
  progressOf(sessionId: string): string | undefined;
}

/** "Run", "Running", "Ran": before or without success, meanwhile, and after. */
export type Verbs = readonly [base: string, ongoing: string, past: string];

/** What a kind of tool has to show. */
export interface ToolFace {
  readonly verbs: Verbs;
  readonly title: string;
  readonly body: ToolBody;
}

export type ToolReader = (call: ToolCall) => ToolFace;

export type CallContext = Pick<ToolCall, 'root' | 'progressOf'>;

export function toolCall({ tool, state }: ToolPart, context: CallContext): ToolCall {
  const isCompleted = state.kind === 'completed';
  return {
    tool,
    input: state.input,
    metadata: state.kind === 'pending' ? {} : state.metadata,
    output: isCompleted ? state.output : '',
    title: state.kind === 'completed' || state.kind === 'running' ? (state.title ?? '') : '',
    root: context.root,
    progressOf: (sessionId) => context.progressOf(sessionId),
  };
}
