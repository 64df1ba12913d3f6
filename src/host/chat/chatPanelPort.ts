import type { ChatContext } from './chatContext.ts';
import type { ChatTarget } from './chatTarget.ts';
import type { ToWebview } from '../../protocol/toWebview.ts';

/** What a group of message handlers may use of its panel. */
export interface ChatPanelPort {
  readonly context: ChatContext;
  target(): ChatTarget | undefined;
  post(message: ToWebview): void;
  /** Shows a failure to the person. */
  run(work: PromiseLike<unknown>): void;
}
