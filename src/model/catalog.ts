import type { ModelRef } from './session.ts';

export interface AgentInfo {
  readonly name: string;
  readonly description: string;
  readonly mode: 'primary' | 'subagent' | 'all';
  readonly isHidden: boolean;
  readonly model?: ModelRef | undefined;
}

export interface ModelInfo {
  readonly providerId: string;
  readonly providerName: string;
  readonly modelId: string;
  readonly name: string;
  /** In tokens. */
  readonly contextLimit?: number | undefined;
  readonly outputLimit?: number | undefined;
  /** US dollars for a million tokens. */
  readonly inputPrice?: number | undefined;
  readonly outputPrice?: number | undefined;
  readonly variants: readonly string[];
  /** What it reads besides text; unknown when left out. */
  readonly reads?: { readonly image: boolean; readonly pdf: boolean } | undefined;
}

/** What a root's server offers to choose from. */
export interface Catalog {
  readonly agents: readonly AgentInfo[];
  readonly models: readonly ModelInfo[];
  readonly defaultModel?: ModelRef | undefined;
  readonly defaultAgent?: string | undefined;
  /** Whether the configuration lets sessions be made public. */
  readonly canShare: boolean;
}

export const emptyCatalog: Catalog = { agents: [], models: [], canShare: false };
