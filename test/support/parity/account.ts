import type { TurnError, Usage } from '../../../src/model/message.ts';
import type { ToolFields } from '../../../src/model/part.ts';

/** Lets tools act once each time they ask, or rejects whatever they ask. */
export type AskMode = 'allow' | 'reject';

/** One thing of a turn, in the order in which OpenCode began it. */
export type Beat =
  | { readonly kind: 'start' }
  | {
      readonly kind: 'text' | 'reasoning';
      readonly text: string;
      /** What the pieces came to that arrived before. */
      readonly streamed: string;
    }
  | {
      readonly kind: 'tool';
      readonly tool: string;
      readonly status: string;
      readonly input: ToolFields;
      readonly output: string | undefined;
      readonly title: string | undefined;
      readonly metadata: ToolFields;
    }
  | {
      readonly kind: 'finish';
      readonly reason: string | undefined;
      readonly usage: Usage;
      readonly cost: number;
    };

/** A request to the model. The figures of an answer follow from its length, so they compare that. */
export interface Call {
  readonly script: string;
  readonly step: number;
  readonly model: string;
  readonly reasoningEffort: string | undefined;
  readonly tools: readonly string[];
}

/** What happened in one turn without ids and times: equal for two turns in which the same happened. */
export interface Account {
  readonly outcome: 'completed' | 'failed';
  readonly beats: readonly Beat[];
  readonly errors: readonly TurnError[];
  /** Of a turn that failed nothing: `opencode run` leaves before the text is complete. */
  readonly finalText: string;
  readonly usage: Usage;
  /** In millionths of a US dollar, so that the order of a sum does not matter. */
  readonly cost: number;
  /** How often the model was asked once more. */
  readonly retries: number;
  /** What was asked and rejected, as `permission (patterns)`, sorted. */
  readonly rejected: readonly string[];
  readonly calls: readonly Call[];
}

export const noUsage: Usage = { input: 0, output: 0, reasoning: 0, cacheRead: 0, cacheWrite: 0 };

export function millionths(dollars: number): number {
  return Math.round(dollars * 1e6);
}

/** What two accounts are compared by: ids that stand in texts are replaced by their kind. */
export function comparable(account: Account): unknown {
  const text = JSON.stringify(account).replace(/\b(ses|msg|prt|call)_\w+/g, '<$1>');
  const value: unknown = JSON.parse(text);
  return value;
}
