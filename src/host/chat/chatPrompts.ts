import { toAppError, type AppError } from '../../base/errors.ts';
import { messageId } from '../../model/ids.ts';
import { promptTarget } from '../../present/chatTarget.ts';
import { errorTitle } from '../../present/errorText.ts';
import { ownCommand, type OwnCommand } from '../../present/ownCommands.ts';
import type { ToHost, ToHostHandlers } from '../../protocol/toHost.ts';
import type { ToWebview } from '../../protocol/toWebview.ts';
import type { ChatContext } from './chatContext.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';
import type { ChatTarget } from './chatTarget.ts';
import type { PromptDecision } from './promptLedger.ts';

type Context = Pick<ChatContext, 'sessions' | 'picked' | 'ledger' | 'log'>;
type Given = Extract<ToHost, { type: 'prompt' }>;

interface PromptsPort extends Pick<ChatPanelPort, 'target' | 'post'> {
  readonly context: Context;
  /** Something of ours that was called like a command. */
  readonly runOwn: (command: OwnCommand, shown: ChatTarget) => void;
}

/** Prompts from the composer. Until one is decided the page remembers it as well. */
export function chatPrompts(port: PromptsPort): Pick<ToHostHandlers, 'prompt'> {
  return { prompt: (prompt) => receive(port, prompt) };
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

function receive(port: PromptsPort, prompt: Given): void {
  const { target, post, runOwn } = port;
  const { promptKey, text } = prompt;
  const shown = target();
  const own = ownCommand(text);
  const isBlank = text.trim() === '' && !prompt.files?.length;
  if (!shown || isBlank) {
    post(refusal(promptKey, 'Open a folder first.'));
  } else if (own) {
    post({ type: 'promptTaken', promptKey });
    runOwn(own, shown);
  } else give(port, shown, prompt);
}

/** One that fails stays in the transcript and says why. */
function give(port: PromptsPort, shown: ChatTarget, prompt: Given): void {
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
