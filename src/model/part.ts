import type { MessageId, PartId, SessionId } from './ids.ts';

interface PartBase {
  readonly id: PartId;
  readonly messageId: MessageId;
  readonly sessionId: SessionId;
}

/** What grows while it is written. OpenCode keeps it to itself until it ends. */
interface WrittenPart extends PartBase {
  readonly text: string;
  /** Offsets in `text` at which some of it may be missing, lost with the stream; none once it has ended. */
  readonly gaps?: readonly number[] | undefined;
  readonly endedAt?: number | undefined;
}

export interface TextPart extends WrittenPart {
  readonly kind: 'text';
  /** Written by OpenCode itself (an expanded mention, a notice to the model); hidden from people. */
  readonly isSynthetic: boolean;
}

export interface ReasoningPart extends WrittenPart {
  readonly kind: 'reasoning';
  readonly startedAt?: number | undefined;
}

/** Tool input and metadata stay `unknown`-valued: `present/toolCard.ts` reads what it knows of each tool. */
export interface ToolPart extends PartBase {
  readonly kind: 'tool';
  readonly callId: string;
  /** OpenCode's name: `bash`, `edit`, `task`, or an MCP tool's. */
  readonly tool: string;
  readonly state: ToolState;
}

export type ToolFields = Readonly<Record<string, unknown>>;

export type ToolState =
  | { readonly kind: 'pending'; readonly input: ToolFields }
  | {
      readonly kind: 'running';
      readonly input: ToolFields;
      readonly title?: string | undefined;
      readonly metadata: ToolFields;
      readonly startedAt: number;
    }
  | {
      readonly kind: 'completed';
      readonly input: ToolFields;
      readonly output: string;
      readonly title: string;
      readonly metadata: ToolFields;
      readonly startedAt: number;
      readonly endedAt: number;
    }
  | {
      readonly kind: 'error';
      readonly input: ToolFields;
      readonly error: string;
      readonly metadata: ToolFields;
      readonly startedAt: number;
      readonly endedAt: number;
    };

export interface FilePart extends PartBase {
  readonly kind: 'file';
  /** Words of the prompt stand for it; else it was attached. */
  readonly isMentioned?: boolean | undefined;
  readonly mime: string;
  readonly name: string;
  readonly url: string;
}

/** Marks where OpenCode summarised the conversation to make room. */
export interface CompactionPart extends PartBase {
  readonly kind: 'compaction';
  readonly isAutomatic: boolean;
}

/** The files that one step has changed, as absolute paths; only where OpenCode takes snapshots. */
export interface PatchPart extends PartBase {
  readonly kind: 'patch';
  readonly files: readonly string[];
}

/** A kind that is not shown (step marks, snapshots) or that a newer server added. */
export interface OtherPart extends PartBase {
  readonly kind: 'other';
  readonly type: string;
}

export type Part =
  | TextPart
  | ReasoningPart
  | ToolPart
  | FilePart
  | CompactionPart
  | PatchPart
  | OtherPart;
