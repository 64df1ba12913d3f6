import * as vscode from 'vscode';
import { rootId, sessionId } from '../model/ids.ts';
import type { PendingRequest } from '../model/request.ts';
import { visibleParent } from '../session/selectors.ts';
import type { RequestBroker } from '../session/requestBroker.ts';
import type { State } from '../session/state.ts';
import type { Store } from '../session/store.ts';
import type { ChatFocus } from './chat/chatFocus.ts';
import type { ChatPanels } from './chat/chatPanels.ts';
import type { ChatSideView } from './chat/chatSideView.ts';
import { newChat, sessionChat, type ChatTarget } from './chat/chatTarget.ts';
import type { CommandTable, TreeTarget } from './contributions.ts';
import type { PermissionQuickPick } from './permissionQuickPick.ts';
import type { Pickers } from './pickers.ts';
import type { QuestionQuickPick } from './questionQuickPick.ts';
import { sayIfGone } from './requestNotices.ts';

export interface ChatCommandsOptions {
  readonly store: Store;
  readonly broker: RequestBroker;
  readonly pickers: Pickers;
  readonly sideView: ChatSideView;
  readonly panels: ChatPanels;
  readonly focus: ChatFocus;
  readonly questions: QuestionQuickPick;
  readonly permissions: PermissionQuickPick;
}

type ChatCommands = Pick<
  CommandTable,
  | 'opencodeSessions.newSession'
  | 'opencodeSessions.openSession'
  | 'opencodeSessions.openSessionInEditor'
  | 'opencodeSessions.findInChat'
  | 'opencodeSessions.answerRequest'
>;

export function chatCommands(options: ChatCommandsOptions): ChatCommands {
  const { sideView, panels, pickers, focus } = options;
  return {
    'opencodeSessions.newSession': async (target) => {
      const root = target ? rootId(target.rootId) : (await pickers.root('New Session'))?.id;
      if (root === undefined) await sideView.focus();
      else await sideView.show(newChat(root, options.store));
    },
    'opencodeSessions.openSession': async (target) => {
      const chat = toChat(target) ?? (await chooseChat(pickers, 'Open Session'));
      if (chat) await sideView.show(chat);
    },
    'opencodeSessions.openSessionInEditor': async (target) => {
      const shown = sideView.target;
      const chat = toChat(target) ?? shown ?? (await chooseChat(pickers, 'Open Session in Editor'));
      if (chat) panels.show(chat);
    },
    'opencodeSessions.findInChat': async () => {
      if (focus.last?.isShown) focus.last.openFind();
      else await sideView.find();
    },
    'opencodeSessions.answerRequest': (target) => answerRequest(options, target),
  };
}

/** Shows a request where everything about it can be read: the chat of the visible parent. */
export async function revealRequest(
  { store, sideView }: Pick<ChatCommandsOptions, 'store' | 'sideView'>,
  request: PendingRequest,
): Promise<void> {
  const root = store.state.roots.get(request.rootId);
  if (root) await sideView.show(sessionChat(root.id, visibleParent(root, request.sessionId)));
}

async function answerRequest(options: ChatCommandsOptions, target?: TreeTarget): Promise<void> {
  const { broker, pickers, store, questions, permissions } = options;
  const waiting = broker.pending.filter((request) => isAskedIn(store.state, request, target));
  if (waiting.length === 0)
    vscode.window.setStatusBarMessage('OpenCode: nothing waits for you.', 5_000);
  const request = await pickers.request(waiting);
  if (!request) return;
  sayIfGone(
    request.kind === 'permission' ? await permissions.ask(request) : await questions.ask(request),
  );
}

/** By the session itself or below it; anywhere when no session is meant. */
function isAskedIn(
  state: State,
  { rootId: asking, sessionId: id }: PendingRequest,
  target?: TreeTarget,
): boolean {
  if (target?.sessionId === undefined) return true;
  const root = state.roots.get(asking);
  if (!root || target.rootId !== asking) return false;
  return target.sessionId === id || target.sessionId === visibleParent(root, id);
}

function toChat(target: TreeTarget | undefined): ChatTarget | undefined {
  return target?.sessionId === undefined
    ? undefined
    : sessionChat(rootId(target.rootId), sessionId(target.sessionId));
}

async function chooseChat(pickers: Pickers, title: string): Promise<ChatTarget | undefined> {
  const chosen = await pickers.session(title);
  return chosen && sessionChat(chosen.rootId, chosen.sessionId);
}
