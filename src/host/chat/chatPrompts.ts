import { toAppError } from '../../base/errors.ts';
import { messageId } from '../../model/ids.ts';
import { promptTarget } from '../../present/chatTarget.ts';
import { errorTitle } from '../../present/errorText.ts';
import type { ToHost, ToHostHandlers } from '../../protocol/toHost.ts';
import type { ToWebview } from '../../protocol/toWebview.ts';
import type { ChatContext } from './chatContext.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';
import type { ChatTarget } from './chatTarget.ts';
import type { PromptDecision } from './promptLedger.ts';

type Context = Pick<ChatContext, 'sessions' | 'picked' | 'ledger' | 'log'>;

interface PromptsPort extends Pick<ChatPanelPort, 'target' | 'post'> {
  readonly context: Context;
}

/** Prompts from the composer. Until one is decided the page remembers it as well. */
export function chatPrompts({
  context,
  target,
  post,
}: PromptsPort): Pick<ToHostHandlers, 'prompt'> {
  return {
    prompt: (prompt) => {
      const shown = target();
      if (shown && prompt.text.trim() !== '') give(context, shown, prompt);
      else post(refusal(prompt.promptKey, 'Open a folder first.'));
    },
  };
}

/** What the page that gave a prompt is told once that is certain. */
export function promptAnswer({ promptKey, outcome }: PromptDecision): ToWebview {
  return outcome === 'taken'
    ? { type: 'promptTaken', promptKey }
    : refusal(promptKey, 'OpenCode did not get this prompt. You can send it again.');
}

function refusal(promptKey: string, reason: string): ToWebview {
  return { type: 'promptRefused', promptKey, reason };
}

/** One that fails stays in the transcript and says why. */
function give(
  { sessions, picked, ledger, log }: Context,
  shown: ChatTarget,
  { promptKey, text, mentions = [] }: Extract<ToHost, { type: 'prompt' }>,
): void {
  const { rootId } = shown;
  ledger.add(promptKey, rootId);
  const id = messageId(promptKey);
  const options = picked.get(rootId);
  const composed = { mentions, files: [] };
  sessions
    .prompt({ id, rootId, target: promptTarget(shown), text, composed, options })
    .catch((error: unknown) => {
      const reason = toAppError(error);
      if (reason.code !== 'cancelled') log.warn(errorTitle(reason));
    });
}
