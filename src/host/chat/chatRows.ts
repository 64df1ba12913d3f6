import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { messageId } from '../../model/ids.ts';
import { isActionId, type ActionId } from '../../present/actions.ts';
import { fullText, madeDiff, promptBehind } from '../../present/fullText.ts';
import { promptOfAnswer } from '../../present/turnChanges.ts';
import type { ToHostHandlers } from '../../protocol/toHost.ts';
import { maxMessageLength } from '../../protocol/toWebview.ts';
import type { TreeTarget } from '../contributions.ts';
import { openFile, openLink } from '../openResource.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';
import { pickModel } from './chatRequests.ts';
import type { ChatTarget } from './chatTarget.ts';
import { messageActions } from './messageActions.ts';
import type { PromptRow } from './promptRetries.ts';

type RowHandlers = Pick<
  ToHostHandlers,
  'openFile' | 'openLink' | 'openDiff' | 'openChanges' | 'copy' | 'actOnMessage' | 'showAll' | 'act'
>;

/** What can be done with what stands in the transcript. */
export function chatRows(panel: ChatPanelPort): RowHandlers {
  const { context, target, run } = panel;
  return {
    openFile: ({ path, line }) => {
      const root = target()?.rootId;
      if (root !== undefined) run(openFile(root, path, line));
    },
    openLink: ({ url }) => run(openLink(url)),
    openDiff: ({ rowId, partId }) => {
      const shown = target();
      const diff = shown && madeDiff(context.store.state, shown, { rowId, partId });
      if (diff) run(context.diffs.showMade(resolve(shown.rootId, diff.file), diff.patch));
    },
    openChanges: ({ rowId }) => run(openChanges(panel, rowId)),
    copy: ({ text }) => run(vscode.env.clipboard.writeText(text)),
    actOnMessage: ({ action, rowId }) => run(messageActions(panel)[action](rowId)),
    showAll: ({ key, field, rowId, partId }) => {
      const shown = target();
      const text = shown && fullText(context.store.state, shown, { rowId, partId, field });
      for (const piece of pieces(text ?? '')) panel.post({ type: 'body', key, ...piece });
    },
    act: ({ action, rowId }) => {
      if (isActionId(action)) run(act(panel, action, rowId));
    },
  };
}

async function openChanges({ context, target }: ChatPanelPort, rowId: string): Promise<void> {
  const shown = target();
  const prompt = shown && promptOfAnswer(context.store.state, shown, rowId);
  if (shown?.sessionId === undefined || prompt === undefined) return;
  const { rootId: root, sessionId: session } = shown;
  const patches = await context.sessions.turnChanges(root, session, prompt);
  await context.diffs.showTurn(
    patches.map(({ path, patch }) => ({ file: resolve(root, path), patch })),
  );
}

async function act(panel: ChatPanelPort, action: ActionId, rowId?: string): Promise<void> {
  const target = panel.target();
  if (await panel.context.actions.perform(action, target?.rootId)) return;
  if (target && action === 'pickModel') await pickModel(panel.context, target.rootId);
  if (target) await actOnSession(panel, action, target);
  if (target && rowId !== undefined) await actOnPrompt(panel, action, { target, rowId });
}

async function actOnSession(
  { context }: ChatPanelPort,
  action: ActionId,
  { rootId, sessionId }: ChatTarget,
): Promise<void> {
  if (!sessionId) return;
  if (action === 'stopAgain') await context.sessions.stopSession(rootId, sessionId);
  if (action === 'compactSession') await runOnSession('compactSession', { rootId, sessionId });
  if (action === 'restoreReverted') await context.reverts.restore(rootId, sessionId);
}

/** The same as from the tree. */
async function runOnSession(command: 'compactSession', target: TreeTarget): Promise<void> {
  await vscode.commands.executeCommand(`opencodeSessions.${command}`, target);
}

async function actOnPrompt(panel: ChatPanelPort, action: ActionId, row: PromptRow): Promise<void> {
  const { sessions, store, retries } = panel.context;
  if (action === 'retryPrompt') await retries.sendAgain(row);
  if (action === 'withdrawPrompt') sessions.withdrawPrompt(messageId(row.rowId));
  if (action !== 'editPrompt') return;
  const text = promptBehind(store.state, row.target, row.rowId);
  const root = store.state.roots.get(row.target.rootId);
  const waiting = root?.outbox.find(({ id }) => id === row.rowId);
  const files = [...(waiting?.composed?.files ?? [])];
  sessions.withdrawPrompt(messageId(row.rowId));
  if (text !== undefined) panel.post({ type: 'insertText', text, files });
}

/** JSON may need six characters for one; this leaves room. */
const pieceLength = Math.floor(maxMessageLength / 8);

function* pieces(text: string): Generator<{ text: string; isLast: boolean }> {
  for (let start = 0; start === 0 || start < text.length; start += pieceLength) {
    const end = start + pieceLength;
    yield { text: text.slice(start, end), isLast: end >= text.length };
  }
}
