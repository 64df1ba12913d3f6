import type { Session } from '../model/session.ts';
import type { SessionForks } from '../session/sessionForks.ts';
import type { SessionService } from '../session/sessionService.ts';
import { sessionChat } from './chat/chatTarget.ts';
import { chooseSession, type SessionChoice } from './chosenSession.ts';
import { compactSession, type CompactSessionOptions } from './compactSession.ts';
import type { CommandTable, TreeTarget } from './contributions.ts';
import { exportSession, type ExportSessionOptions } from './exportSession.ts';
import { importSession, type ImportSessionOptions } from './importSession.ts';
import { shareSession, unshareSession } from './shareSession.ts';

export interface ConversationCommandsOptions
  extends SessionChoice, CompactSessionOptions, ExportSessionOptions, ImportSessionOptions {
  readonly forks: SessionForks;
  readonly sessions: SessionService;
}

type ConversationCommands = Pick<
  CommandTable,
  | 'opencodeSessions.forkSession'
  | 'opencodeSessions.compactSession'
  | 'opencodeSessions.exportSession'
  | 'opencodeSessions.importSession'
  | 'opencodeSessions.shareSession'
  | 'opencodeSessions.unshareSession'
>;

/** What is done with a conversation as a whole. */
export function conversationCommands(options: ConversationCommandsOptions): ConversationCommands {
  const on = async (
    target: TreeTarget | undefined,
    title: string,
    work: (session: Session) => Promise<unknown>,
  ) => {
    const session = await chooseSession(options, target, title);
    if (session) await work(session);
  };
  return {
    'opencodeSessions.forkSession': (target) =>
      on(target, 'Fork Session', async ({ rootId, id }) => {
        const fork = await options.forks.fork(rootId, id);
        await options.openChat(sessionChat(rootId, fork.id));
      }),
    'opencodeSessions.compactSession': (target) =>
      on(target, 'Compact Session', (session) => compactSession(options, session)),
    'opencodeSessions.exportSession': (target) =>
      on(target, 'Export Session', (session) => exportSession(options, session)),
    'opencodeSessions.importSession': (target) => importSession(options, target),
    'opencodeSessions.shareSession': (target) =>
      on(target, 'Share Session', (session) => shareSession(options.sessions, session)),
    'opencodeSessions.unshareSession': (target) =>
      on(target, 'Unshare Session', (session) => unshareSession(options.sessions, session)),
  };
}
