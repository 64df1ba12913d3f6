import { toAppError, type AppError } from '../../base/errors.ts';
import { messageId } from '../../model/ids.ts';
import { promptTarget } from '../../present/chatTarget.ts';
import { errorTitle } from '../../present/errorText.ts';
import { ownCommand, type OwnCommand } from '../../present/ownCommands.ts';
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
  /** Something of ours that was called like a command. */
  readonly runOwn: (command: OwnCommand, shown: ChatTarget) => void;
}

/** Prompts from the composer. Until one is decided the page remembers it as well. */
export function chatPrompts(port: PromptsPort): Pick<ToHostHandlers, 'prompt'> {
  return { prompt: (prompt) => receive(port, prompt) };
}

function replacedBy({ replaces }: GivenPrompt, shown: ChatTarget): PromptPlace | undefined {
  const { rootId, sessionId } = shown;
  if (!sessionId || replaces === undefined) return undefined;
  return { rootId, sessionId, messageId: messageId(replaces) };
}

/** Without the person's word nothing is taken back, and the prompt goes back to the composer. */
async function giveInstead(
  port: PromptsPort,
  shown: ChatTarget,
  prompt: GivenPrompt,
  place: PromptPlace,
): Promise<void> {
  const { post, isAgreed } = port;
  const { ledger, reverts } = port.context;
  ledger.hold(prompt.promptKey);
  try {
    if (await isAgreed(place)) {
      await reverts.revert(place);
      give(port, shown, prompt);
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

function receive(port: PromptsPort, prompt: GivenPrompt): void {
  const { context, target, post, runOwn } = port;
  const { promptKey, text } = prompt;
  const shown = target();
  const place = shown && replacedBy(prompt, shown);
  const own = ownCommand(text);
  const isBlank = text.trim() === '' && !prompt.files?.length;
  if (!shown || isBlank) {
    post(refusal(promptKey, 'Open a folder first.'));
  } else if (own) {
    post({ type: 'promptTaken', promptKey });
    runOwn(own, shown);
  } else if (place && context.reverts.undoing(place)) {
    void giveInstead(port, shown, prompt, place);
  } else give(port, shown, prompt);
}

/** One that fails stays in the transcript and says why. */
function give(port: PromptsPort, shown: ChatTarget, prompt: GivenPrompt): void {
  const { sessions, picked, ledger } = port.context;
  const { promptKey, text, mentions = [], files = [] } = prompt;
  const { rootId } = shown;
  ledger.add(promptKey, rootId);
  const id = messageId(promptKey);
  const options = picked.get(rootId);
  const kept = files.map(({ id, name, mime, size }) => ({ id, name, mime, size }));
  const composed = { mentions, files: kept };
  sessions
    .prompt({ id, rootId, target: promptTarget(shown), text, composed, options })
    .catch((error: unknown) => fail(port, promptKey, toAppError(error)));
}

/** What is the composer's business goes back to it: nothing of it has left. */
function fail({ context, post }: PromptsPort, promptKey: string, error: AppError): void {
  const { sessions, ledger, log } = context;
  if (error.code !== 'cancelled') log.warn(errorTitle(error));
  if (!composerErrors.has(error.code)) return;
  ledger.giveBack(promptKey);
  sessions.withdrawPrompt(messageId(promptKey));
  post(refusal(promptKey, errorTitle(error)));
}

const composerErrors: ReadonlySet<string> = new Set(['mention-lost', 'file-lost', 'declined']);
