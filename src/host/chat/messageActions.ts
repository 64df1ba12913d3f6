import * as vscode from 'vscode';
import { rowMessages, wordsOf } from '../../present/rowMessages.ts';
import type { MessageAction } from '../../protocol/view.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';

type MessageActions = { readonly [Action in MessageAction]: (rowId: string) => Promise<void> };

/** What the buttons of a message do. A row that is gone meanwhile is left alone. */
export function messageActions({ context, target }: ChatPanelPort): MessageActions {
  return {
    copy: async (rowId) => {
      const shown = target();
      const words = shown && wordsOf(rowMessages(context.store.state, shown, rowId));
      if (words) await vscode.env.clipboard.writeText(words);
    },
  };
}
