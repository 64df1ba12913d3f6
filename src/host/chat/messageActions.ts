import * as vscode from 'vscode';
import { messageId } from '../../model/ids.ts';
import { attachedTo, forkPoint, rowMessages, wordsOf } from '../../present/rowMessages.ts';
import type { MessageAction } from '../../protocol/view.ts';
import type { PromptPlace } from '../../session/sessionReverts.ts';
import { keptAgain } from '../attachments/keptAgain.ts';
import { isRevertAgreed } from '../revertConsent.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';
import { isSameChat, sessionChat, type ChatTarget } from './chatTarget.ts';

type MessageActions = { readonly [Action in MessageAction]: (rowId: string) => Promise<void> };

/** What the buttons of a message do. A row that is gone meanwhile is left alone. */
export function messageActions(panel: ChatPanelPort): MessageActions {
  const { context, target } = panel;
  return {
    copy: async (rowId) => {
      const shown = target();
      const words = shown && wordsOf(rowMessages(context.store.state, shown, rowId));
      if (words) await vscode.env.clipboard.writeText(words);
    },
    edit: async (rowId) => {
      const shown = target();
      if (!shown) return;
      const messages = rowMessages(context.store.state, shown, rowId);
      const files = await keptAgain(context.composing.files, attachedTo(messages));
      const text = wordsOf(messages);
      if (messages.length > 0 && isSameChat(target(), shown))
        panel.post({ type: 'editPrompt', rowId, text, files });
    },
    revert: async (rowId) => {
      const shown = target();
      if (shown?.sessionId) await revertTo(panel, shown, rowId);
    },
    fork: async (rowId) => {
      const shown = target();
      if (shown?.sessionId) await forkAt(panel, shown, rowId);
    },
  };
}

/** The prompt goes back into the composer; nothing happens without the person's word. */
async function revertTo(
  { context, target, post }: ChatPanelPort,
  shown: ChatTarget,
  rowId: string,
): Promise<void> {
  const { reverts, store } = context;
  const place = placeOf(shown, rowId);
  const messages = rowMessages(store.state, shown, rowId);
  if (!place || !(await isRevertAgreed(reverts, place, 'revert'))) return;
  const files = await keptAgain(context.composing.files, attachedTo(messages));
  await reverts.revert(place);
  if (isSameChat(target(), shown)) post({ type: 'insertText', text: wordsOf(messages), files });
}

function placeOf({ rootId, sessionId }: ChatTarget, rowId: string): PromptPlace | undefined {
  return sessionId && { rootId, sessionId, messageId: messageId(rowId) };
}

/** The prompt that the fork stands before goes into its composer, to be given in another way. */
async function forkAt(
  { context, target, show, post }: ChatPanelPort,
  from: ChatTarget,
  rowId: string,
): Promise<void> {
  const { forks, store } = context;
  const [message] = rowMessages(store.state, from, rowId);
  if (!message || !from.sessionId) return;
  const { rootId } = from;
  const fork = await forks.fork(rootId, from.sessionId, forkPoint(store.state, from, rowId));
  if (!isSameChat(target(), from)) return;
  const files = await keptAgain(context.composing.files, attachedTo([message]));
  show(sessionChat(rootId, fork.id));
  if (message.role === 'user') post({ type: 'insertText', text: wordsOf([message]), files });
}
