import * as vscode from 'vscode';
import type { Session } from '../model/session.ts';
import { shareQuestion } from '../present/shareQuestion.ts';
import type { SessionService } from '../session/sessionService.ts';

type Sessions = Pick<SessionService, 'reach' | 'catalog'>;

/** Nothing becomes public without the person's word. */
export async function shareSession(sessions: Sessions, session: Session): Promise<void> {
  const { canShare } = await sessions.catalog(session.rootId);
  if (!canShare) return say('Sharing is switched off in the configuration of OpenCode.');
  const { message, detail, button } = shareQuestion(session);
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, button);
  if (answer !== button) return;
  const backend = await sessions.reach(session.rootId);
  // OpenCode would forget the key to the earlier address, and nobody could take that away any more.
  if (session.shareUrl !== undefined) await backend.unshareSession(session.id);
  await tell(await backend.shareSession(session.id));
}

/** Also where OpenCode only still says that it is public. */
export async function unshareSession(sessions: Sessions, session: Session): Promise<void> {
  await (await sessions.reach(session.rootId)).unshareSession(session.id);
  say('The session is private.');
}

async function tell(url: string): Promise<void> {
  const [copy, open] = ['Copy Address', 'Open'];
  const answer = await vscode.window.showInformationMessage(
    `The session is public at ${url}`,
    copy,
    open,
  );
  if (answer === copy) await vscode.env.clipboard.writeText(url);
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(url));
}

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}
