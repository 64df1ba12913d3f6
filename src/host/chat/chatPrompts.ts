import { toAppError } from '../../base/errors.ts';
import { messageId } from '../../model/ids.ts';
import { promptTarget } from '../../present/chatTarget.ts';
import { errorTitle } from '../../present/errorText.ts';
import type { ToHost, ToHostHandlers } from '../../protocol/toHost.ts';
import type { ToWebview } from '../../protocol/toWebview.ts';
import type { PromptPlace } from '../../session/sessionReverts.ts';
import type { ChatContext } from './chatContext.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';
import type { ChatTarget } from './chatTarget.ts';
import type { PromptDecision } from './promptLedger.ts';

type GivenPrompt = Extract<ToHost, { type: 'prompt' }>;
type Context = Pick<ChatContext, 'sessions' | 'reverts' | 'picked' | 'ledger' | 'log'>;

interface PromptsPort extends Pick<ChatPanelPort, 'target' | 'post'> {
  readonly context: Context;
  /** Whether the person wants a prompt taken back for the one that was given. */
  readonly isAgreed: (place: PromptPlace) => Promise<boolean>;
}

/** Prompts from the composer. Until one is decided the page remembers it as well. */
export function chatPrompts(port: PromptsPort): Pick<ToHostHandlers, 'prompt'> {
  const { context, target, post } = port;
  return {
    prompt: (prompt) => {
      const shown = target();
      const place = shown && replacedBy(prompt, shown);
      if (!shown || prompt.text.trim() === '')
        post(refusal(prompt.promptKey, 'Open a folder first.'));
      else if (place && context.reverts.undoing(place))
        void giveInstead(port, shown, prompt, place);
      else give(context, shown, prompt);
    },
  };
}

function replacedBy({ replaces }: GivenPrompt, shown: ChatTarget): PromptPlace | undefined {
  const { rootId, sessionId } = shown;
  if (!sessionId || replaces === undefined) return undefined;
  return { rootId, sessionId, messageId: messageId(replaces) };
}

/** Without the person's word nothing is taken back, and the prompt goes back to the composer. */
async function giveInstead(
  { context, post, isAgreed }: PromptsPort,
  shown: ChatTarget,
  prompt: GivenPrompt,
  place: PromptPlace,
): Promise<void> {
  const { ledger, reverts } = context;
  ledger.hold(prompt.promptKey);
  try {
    if (await isAgreed(place)) {
      await reverts.revert(place);
      give(context, shown, prompt);
    } else post(refusal(prompt.promptKey, 'Nothing was taken back, and nothing was sent.'));
  } catch (error) {
    post(refusal(prompt.promptKey, errorTitle(toAppError(error))));
  } finally {
    ledger.release(prompt.promptKey);
  }
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
  { promptKey, text }: GivenPrompt,
): void {
  const { rootId } = shown;
  ledger.add(promptKey, rootId);
  const id = messageId(promptKey);
  const options = picked.get(rootId);
  sessions
    .prompt({ id, rootId, target: promptTarget(shown), text, options })
    .catch((error: unknown) => {
      const reason = toAppError(error);
      if (reason.code !== 'cancelled') log.warn(errorTitle(reason));
    });
}
