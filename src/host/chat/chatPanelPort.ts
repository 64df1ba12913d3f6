import type { ChatContext } from './chatContext.ts';
import type { ChatTarget } from './chatTarget.ts';
import type { ToWebview } from '../../protocol/toWebview.ts';

/** What a group of message handlers may use of its panel. */
export interface ChatPanelPort {
  readonly context: ChatContext;
  readonly target: () => ChatTarget | undefined;
  readonly show: (target: ChatTarget) => void;
  readonly post: (message: ToWebview) => void;
  /** Shows a failure to the person. */
  readonly run: (work: PromiseLike<unknown>) => void;
}
