import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Clock } from '../base/time.ts';
import { rootId, type RootId } from '../model/ids.ts';
import type { SessionImporter } from '../model/importer.ts';
import type { OpencodeInstaller } from '../model/installer.ts';
import type { ServerPool } from '../model/server.ts';
import { RunEngine } from '../runs/runEngine.ts';
import type { RequestBroker } from '../session/requestBroker.ts';
import { isResting } from '../session/selectors.ts';
import { SessionCompaction } from '../session/sessionCompaction.ts';
import { SessionExports } from '../session/sessionExports.ts';
import { SessionImports } from '../session/sessionImports.ts';
import { SessionForks } from '../session/sessionForks.ts';
import { SessionReverts } from '../session/sessionReverts.ts';
import type { SessionService } from '../session/sessionService.ts';
import { ServerHistory } from '../session/serverHistory.ts';
import type { Store } from '../session/store.ts';
import { Actions } from './actions.ts';
import { ChatFocus } from './chat/chatFocus.ts';
import { ChatPanels } from './chat/chatPanels.ts';
import { ChatSideView } from './chat/chatSideView.ts';
import { sessionChat } from './chat/chatTarget.ts';
import { LastChat } from './chat/lastChat.ts';
import { PromptLedger } from './chat/promptLedger.ts';
import { PromptRetries } from './chat/promptRetries.ts';
import { chatCommands, revealRequest } from './chatCommands.ts';
import { registerCommands } from './commandRegistry.ts';
import { conversationCommands } from './conversationCommands.ts';
import { copyDiagnostics } from './copyDiagnostics.ts';
import { DiffEditor } from './diffEditor.ts';
import { stopIdleServers } from './idleServers.ts';
import { OpencodeInstall } from './installOpencode.ts';
import type { CommandTable } from './contributions.ts';
import type { LogChannels } from './logChannels.ts';
import { warnOfExposure } from './exposureNotice.ts';
import type { Composing } from './mentions/composing.ts';
import { ErrorNotifier } from './notifyError.ts';
import { PermissionQuickPick } from './permissionQuickPick.ts';
import { PickedOptions } from './pickedOptions.ts';
import { Pickers } from './pickers.ts';
import { QuestionQuickPick } from './questionQuickPick.ts';
import { RequestNotices } from './requestNotices.ts';
import { runTask } from './runTask.ts';
import { serverCommands } from './serverCommands.ts';
import type { ServerCredentials } from './serverCredentials.ts';
import { ServerNotices } from './serverNotices.ts';
import { ServerSwitcher } from './serverSwitcher.ts';
import { sessionCommands } from './sessionCommands.ts';
import { SessionTree } from './sessionTree.ts';
import { onServerPathChange } from './settings.ts';
import { followSharing } from './sharingContext.ts';
import { StatusBar } from './statusBar.ts';
import { StopNotices } from './stopNotices.ts';
import { WorkspaceRoots } from './workspaceRoots.ts';

/** The product without an editor: what the views below show and steer. */
export interface App {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly broker: RequestBroker;
  readonly pool: ServerPool;
  readonly channels: LogChannels;
  readonly credentials: ServerCredentials;
  readonly installer: () => Promise<OpencodeInstaller>;
  readonly importer: () => Promise<SessionImporter>;
  readonly composing: Composing;
  readonly clock: Clock;
}

/** Every view, notification and command, wired to the app. Nothing here decides anything. */
export function mountUi(extension: vscode.ExtensionContext, app: App): Disposable {
  const ui = new DisposableStore();
  const parts = createParts(extension, app, ui);
  addViews(app, parts, ui);
  addNotices(parts, ui);
  addServerSettings(app, parts, ui);
  addCommands(extension, app, parts, ui);
  return ui;
}

type Parts = ReturnType<typeof createParts>;

function createParts(extension: vscode.ExtensionContext, app: App, ui: DisposableStore) {
  const { store, sessions, broker, channels, clock, composing } = app;
  const log = channels.extension;
  const memory = extension.workspaceState;
  const actions = new Actions({ sessions, channels });
  const history = ui.add(new ServerHistory(store, clock));
  const errors = new ErrorNotifier(actions, history, log);
  const roots = ui.add(
    new WorkspaceRoots({
      onAdded: ({ id, name }) => sessions.addRoot(id, name),
      onRemoved: (id) => void sessions.removeRoot(id).catch((error: unknown) => errors.show(error)),
    }),
  );
  const pickers = new Pickers({ store, sessions, roots });
  const picked = new PickedOptions(memory, log);
  const diffs = ui.add(new DiffEditor());
  const ledger = ui.add(new PromptLedger({ store, memory, clock, log }));
  const retries = new PromptRetries({ store, sessions, picked });
  const chat = {
    store,
    sessions,
    forks: new SessionForks({ store, sessions }),
    reverts: new SessionReverts({ store, sessions }),
    broker,
    roots,
    actions,
    errors,
    diffs,
    pickers,
    picked,
    ledger,
    retries,
    focus: new ChatFocus(),
    composing,
    log,
  };
  const lastChat = new LastChat(memory, log);
  return {
    ...chat,
    history,
    questions: new QuestionQuickPick(broker),
    permissions: new PermissionQuickPick(broker, store),
    panels: ui.add(new ChatPanels(chat, extension.extensionUri)),
    sideView: ui.add(new ChatSideView(chat, extension.extensionUri, lastChat)),
  };
}

function addViews({ clock }: App, parts: Parts, ui: DisposableStore): void {
  const { store, sessions, sideView, log } = parts;
  const ensureServer = (root: string) => {
    // The tree shows why a server does not run; there is nothing more to say here.
    sessions.ensureRoot(rootId(root)).catch((error: unknown) => log.debug(String(error)));
  };
  const onRootShown = (root: string) => {
    // What was stopped because nobody did anything is not started because somebody looks.
    if (!isResting(store.state, rootId(root))) ensureServer(root);
  };
  ui.add(new SessionTree({ store, clock, onRootShown }));
  ui.add(new StatusBar(store));
  ui.add(followSharing(store));
  ui.add(onServerPathChange(() => refusedRoots(store).forEach(ensureServer)));
  ui.add(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      refusedRoots(store).forEach(ensureServer);
      sideView.ensureServer();
    }),
  );
}

function addNotices(parts: Parts, ui: DisposableStore): void {
  const { broker, store, sessions, actions, questions, errors } = parts;
  ui.add(new ServerNotices(store, errors));
  const onError = (error: unknown, root: RootId) => void errors.show(error, root);
  ui.add(new StopNotices({ store, sessions, actions, onError }));
  ui.add(
    new RequestNotices({
      broker,
      store,
      questions,
      reveal: (request) => revealRequest(parts, request),
      onError: (error) => void errors.show(error),
    }),
  );
}

function addServerSettings(app: App, { errors, log }: Parts, ui: DisposableStore): void {
  const onError = (error: unknown) => void errors.show(error);
  ui.add(stopIdleServers({ ...app, log }));
  ui.add(new ServerSwitcher({ ...app, log, onError }));
  ui.add(warnOfExposure(app.store, onError));
}

function addCommands(
  { extension }: vscode.ExtensionContext,
  app: App,
  parts: Parts,
  ui: DisposableStore,
): void {
  const { clock } = app;
  const { store, sessions, broker, pickers, picked, panels, sideView, errors, log } = parts;
  const runs = new RunEngine({ store, sessions, broker, clock, log });
  const table: CommandTable = {
    ...chatCommands(parts),
    ...sessionCommands({
      store,
      sessions,
      pickers,
      current: () => panels.activeTarget ?? sideView.target,
    }),
    ...conversationCommands({
      ...parts,
      clock,
      compaction: new SessionCompaction({ store, sessions }),
      exports: new SessionExports(sessions),
      imports: new SessionImports({ store, sessions, importer: app.importer }),
      current: () => panels.activeTarget ?? sideView.target,
      openChat: (target) => sideView.show(target),
    }),
    ...serverCommands({ ...app, pickers, log }),
    'opencodeSessions.copyDiagnostics': () =>
      copyDiagnostics(extension.packageJSON, { store, history: parts.history, clock }),
    ...new OpencodeInstall({ ...app, errors, log }).commands,
    'opencodeSessions.runTask': () =>
      runTask({
        runs,
        pickers,
        picked,
        onError: (error) => void errors.show(error),
        openChat: (root, session) => sideView.show(sessionChat(root.id, session)),
        isShown: (session) => sideView.isShowing(session),
      }),
  };
  ui.add(registerCommands(table, errors, log));
}

/** Folders whose server was wanted and may not run as things are. */
function refusedRoots({ state }: Store): readonly RootId[] {
  const roots = [...state.roots.values()];
  return roots.filter(({ server }) => server.kind === 'refused').map(({ id }) => id);
}
