import { AppError } from '../base/errors.ts';
import type { RequestId, SessionId } from '../model/ids.ts';
import { isRestarting } from '../model/server.ts';
import type { PromptOptions } from '../model/prompt.ts';
import type { ChatView, RequestCard, RowView } from '../protocol/view.ts';
import { outboxFor, pendingRequestsOf } from '../session/selectors.ts';
import type { RootState, State } from '../session/state.ts';
import { composerView } from './chatComposer.ts';
import { activityView, headerView } from './chatHeader.ts';
import { promptTarget, type ChatViewTarget } from './chatTarget.ts';
import { honestLine } from '../base/honestText.ts';
import { errorTitle, problemOf } from './errorText.ts';
import { loadProblemRows } from './loadProblem.ts';
import { messageOffers } from './messageOffers.ts';
import { outboxRow } from './outboxRows.ts';
import { requestCard } from './requestCard.ts';
import { askedBy } from './requestPlace.ts';
import { serverView } from './serverText.ts';
import { transcriptRows } from './transcriptRows.ts';

export interface ChatViewOptions extends PromptOptions {
  /** Whether an answer to the request is on its way. */
  isAnswering(request: RequestId): boolean;
}

/** More than anyone answers one by one; the others follow when these are gone. */
const maxRequests = 20;
const maxTodos = 200;

/** Everything the panel shows. Rows keep their identity while nothing in them has changed. */
export function chatView(state: State, target: ChatViewTarget, options: ChatViewOptions): ChatView {
  const root = state.roots.get(target.rootId);
  if (!root) return emptyChatView(true);
  const id = target.sessionId;
  return {
    header: headerView(root, id),
    server: serverView(root.server),
    activity: activityView(root, id),
    requests: id === undefined ? [] : requestCards(root, id, options),
    todos: id === undefined ? [] : todosOf(root, id),
    composer: composerView(root, target, options),
    offers: messageOffers(root, id),
    hasOlder: id !== undefined && root.transcripts.get(id)?.olderCursor !== undefined,
    isLoading: id !== undefined && !root.transcripts.has(id) && isOnItsWay(root, id),
    rows: (id === undefined ? [] : sessionRows(root, id)).concat(outboxRows(root, target)),
  };
}

/** The panel where there is no folder to work in. */
export function emptyChatView(isTrusted: boolean): ChatView {
  const error = new AppError(isTrusted ? 'no-workspace' : 'workspace-untrusted', '');
  return {
    header: { title: 'OpenCode', root: '', usage: '', isNew: true },
    server: { kind: 'problem', problem: problemOf(error) },
    activity: { kind: 'idle' },
    requests: [],
    todos: [],
    composer: {
      draftKey: '',
      agent: '',
      model: '',
      unread: [],
      blockedReason: errorTitle(error),
      placeholder: '',
      history: [],
    },
    offers: [],
    hasOlder: false,
    isLoading: false,
    rows: [],
  };
}

function requestCards(root: RootState, id: SessionId, options: ChatViewOptions): RequestCard[] {
  return pendingRequestsOf(root, id)
    .slice(0, maxRequests)
    .map((request) =>
      requestCard(request, {
        askedBy: request.sessionId === id ? undefined : askedBy(root, request),
        isAnswering: options.isAnswering(request.id),
      }),
    );
}

function todosOf(root: RootState, id: SessionId): ChatView['todos'] {
  const todos = root.todos.get(id) ?? [];
  return todos.slice(0, maxTodos).map(({ text, status }) => ({
    text: honestLine(text, 500),
    status,
  }));
}

/** A prompt whose message has come is shown by its message. */
function outboxRows(root: RootState, target: ChatViewTarget): readonly RowView[] {
  const place = promptTarget(target);
  const messages =
    target.sessionId === undefined ? undefined : root.transcripts.get(target.sessionId)?.messages;
  return outboxFor(root, place)
    .filter(({ messageId }) => messageId === undefined || !messages?.get(messageId))
    .map(outboxRow);
}

function sessionRows(root: RootState, id: SessionId): readonly RowView[] {
  return transcriptRows(root, id).concat(loadProblemRows(root, id));
}

/** From a server that cannot run nothing comes; its problem says so. */
function isOnItsWay({ server, loadErrors }: RootState, id: SessionId): boolean {
  if (loadErrors.has(id)) return false;
  return server.kind !== 'refused' && (server.kind !== 'crashed' || isRestarting(server));
}
