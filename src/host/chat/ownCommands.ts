import * as vscode from 'vscode';
import type { OwnCommand } from '../../present/ownCommands.ts';
import type { TreeTarget } from '../contributions.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';
import { pickAgent, pickModel } from './chatRequests.ts';
import type { ChatTarget } from './chatTarget.ts';

/** What only the panel itself can do. */
interface PanelActions {
  readonly startOver: () => void;
  readonly chooseSession: () => Promise<void>;
}

/** Carries out what the composer's `/` offers of ours. */
export function runOwnCommands(
  { context, run }: ChatPanelPort,
  panel: PanelActions,
): (command: OwnCommand, shown: ChatTarget) => void {
  const actions: { readonly [Name in OwnCommand]: (shown: ChatTarget) => unknown } = {
    new: () => panel.startOver(),
    sessions: () => panel.chooseSession(),
    rename: (shown) => execute('opencodeSessions.renameSession', shown),
    editor: (shown) => execute('opencodeSessions.openSessionInEditor', shown),
    stop: ({ rootId, sessionId }) => sessionId && context.sessions.stopSession(rootId, sessionId),
    model: ({ rootId }) => pickModel(context, rootId),
    agent: ({ rootId }) => pickAgent(context, rootId),
  };
  return (command, shown) => run(Promise.resolve(actions[command](shown)));
}

async function execute(command: string, { rootId, sessionId }: ChatTarget): Promise<void> {
  const target: TreeTarget[] = sessionId === undefined ? [] : [{ rootId, sessionId }];
  await vscode.commands.executeCommand(command, ...target);
}
