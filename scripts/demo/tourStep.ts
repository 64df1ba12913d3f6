import type { Sandbox } from '../../test/support/sandbox.ts';
import type { ChatPanel } from '../../test/support/vscode/chatPanel.ts';
import type { Workbench } from '../../test/support/vscode/workbench.ts';

interface Visit {
  readonly workbench: Workbench;
  readonly sandbox: Sandbox;
  readonly chat: ChatPanel;
}

/** The screenshot is taken when `run` ends, or fails. */
export interface TourStep {
  readonly name: string;
  /** The README's name for this screenshot. */
  readonly picture?: string;
  readonly run: (visit: Visit) => Promise<void>;
}
