import type { RootId, SessionId } from './ids.ts';

export interface ModelRef {
  readonly providerId: string;
  readonly modelId: string;
  readonly variant?: string | undefined;
}

/** A session as OpenCode stores it. Times are milliseconds since the epoch. */
export interface Session {
  readonly id: SessionId;
  readonly rootId: RootId;
  /** Set on sub-sessions that a `task` tool started. */
  readonly parentId?: SessionId | undefined;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt?: number | undefined;
  readonly agent?: string | undefined;
  readonly model?: ModelRef | undefined;
  /** In US dollars, of all its messages; older servers do not tell. */
  readonly cost?: number | undefined;
  /** Where everybody could read the conversation at last. OpenCode goes on telling it of one that is private again. */
  readonly shareUrl?: string | undefined;
  /** Set while messages from this one on are reverted but not yet deleted. */
  readonly revertedFrom?: string | undefined;
}

/** The only source of liveness: parts may say `running` for ever after a crash. */
export type SessionStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | {
      readonly kind: 'retry';
      readonly attempt: number;
      readonly message: string;
      readonly nextAt: number;
    };

export const idleStatus: SessionStatus = { kind: 'idle' };

export interface Todo {
  readonly text: string;
  readonly status: 'pending' | 'in_progress' | 'completed' | 'cancelled';
  readonly priority: 'high' | 'medium' | 'low';
}
