import * as vscode from 'vscode';
import type { Session } from '../model/session.ts';
import { honestLine } from '../base/honestText.ts';
import { withoutLinks } from '../present/cleanText.ts';
import type { SessionService } from '../session/sessionService.ts';
import { chooseSession, type SessionChoice } from './chosenSession.ts';
import type { CommandTable, TreeTarget } from './contributions.ts';

export interface SessionCommandsOptions extends SessionChoice {
  readonly sessions: SessionService;
}

type SessionCommands = Pick<
  CommandTable,
  | 'opencodeSessions.renameSession'
  | 'opencodeSessions.archiveSession'
  | 'opencodeSessions.deleteSession'
  | 'opencodeSessions.copySessionId'
  | 'opencodeSessions.stopSession'
  | 'opencodeSessions.refreshSessions'
>;

/** What is done to one session: the one given by the tree, else the current one, else a chosen one. */
export function sessionCommands(options: SessionCommandsOptions): SessionCommands {
  const { sessions, store } = options;
  const on = async (
    target: TreeTarget | undefined,
    title: string,
    work: (session: Session) => Promise<unknown> | undefined,
  ) => {
    const session = await chooseSession(options, target, title);
    if (session) await work(session);
  };
  return {
    'opencodeSessions.renameSession': (target) =>
      on(target, 'Rename Session', (session) => rename(sessions, session)),
    'opencodeSessions.archiveSession': (target) =>
      on(target, 'Archive Session', (session) => archive(sessions, session)),
    'opencodeSessions.deleteSession': (target) =>
      on(target, 'Delete Session', (session) => remove(sessions, session)),
    'opencodeSessions.copySessionId': (target) =>
      on(target, 'Copy Session ID', async ({ id }) => vscode.env.clipboard.writeText(id)),
    'opencodeSessions.stopSession': (target) =>
      on(target, 'Stop Session', (session) => sessions.stopSession(session.rootId, session.id)),
    'opencodeSessions.refreshSessions': async () => {
      const roots = [...store.state.roots.keys()];
      await Promise.all(roots.map((root) => sessions.refresh(root)));
    },
  };
}

async function rename(sessions: SessionService, session: Session): Promise<void> {
  const title = await vscode.window.showInputBox({
    title: 'Rename Session',
    value: session.title,
    validateInput: (value) => (value.trim() === '' ? 'A session needs a title.' : undefined),
  });
  if (title !== undefined && title.trim() !== session.title) {
    await sessions.rename(session.rootId, session.id, title.trim());
  }
}

async function archive(sessions: SessionService, session: Session): Promise<void> {
  await sessions.archive(session.rootId, session.id);
  const message = `“${withoutLinks(honestLine(session.title, 60))}” is archived.`;
  const undo = 'Undo';
  if ((await vscode.window.showInformationMessage(message, undo)) === undo) {
    await sessions.archive(session.rootId, session.id, false);
  }
}

async function remove(sessions: SessionService, session: Session): Promise<void> {
  const confirm = 'Delete';
  const answer = await vscode.window.showWarningMessage(
    `Delete the session “${honestLine(session.title, 100)}”?`,
    {
      modal: true,
      detail: 'Its messages and sub-sessions are deleted for good. Files stay as they are.',
    },
    confirm,
  );
  if (answer === confirm) await sessions.remove(session.rootId, session.id);
}
