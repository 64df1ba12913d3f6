import * as vscode from 'vscode';
import type { Session } from '../model/session.ts';
import { shareQuestion } from '../present/shareQuestion.ts';
import type { SessionService } from '../session/sessionService.ts';

type Sessions = Pick<SessionService, 'reach' | 'catalog'>;

/** Nothing becomes public without the person's word. One that is public already only tells where. */
export async function shareSession(sessions: Sessions, session: Session): Promise<void> {
  const url = session.shareUrl ?? (await share(sessions, session));
  if (url !== undefined) await tell(url);
}

export async function unshareSession(sessions: Sessions, session: Session): Promise<void> {
  if (session.shareUrl === undefined) return say('This session is not public.');
  await (await sessions.reach(session.rootId)).unshareSession(session.id);
  say('The session is private again.');
}

async function share(sessions: Sessions, session: Session): Promise<string | undefined> {
  const { canShare } = await sessions.catalog(session.rootId);
  if (!canShare) {
    say('Sharing is switched off in the configuration of OpenCode.');
    return undefined;
  }
  const { message, detail, button } = shareQuestion(session);
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, button);
  if (answer !== button) return undefined;
  return (await sessions.reach(session.rootId)).shareSession(session.id);
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
