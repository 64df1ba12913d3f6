import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { sessionId, type RootId, type SessionId } from '../../model/ids.ts';
import type { DraftId } from '../../model/prompt.ts';
import { chatView, emptyChatView } from '../../present/chatView.ts';
import { honestLine } from '../../base/honestText.ts';
import { parseToHost, type ToHost, type ToHostHandlers } from '../../protocol/toHost.ts';
import type { ToWebview } from '../../protocol/toWebview.ts';
import type { ChatView } from '../../protocol/view.ts';
import { isGone, isResting } from '../../session/selectors.ts';
import type { PromptPlace } from '../../session/sessionReverts.ts';
import { isRevertAgreed } from '../revertConsent.ts';
import type { ChatContext, ChatPort } from './chatContext.ts';
import { ChatFinder } from './chatFinder.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';
import { chatCode } from './chatCode.ts';
import { chatCompletions } from './chatCompletions.ts';
import { ChatFeed } from './chatFeed.ts';
import { chatFiles } from './chatFiles.ts';
import { chatPrompts, promptAnswer } from './chatPrompts.ts';
import { chatRequests } from './chatRequests.ts';
import { chatRows } from './chatRows.ts';
import { isSameChat, newChat, sessionChat, type ChatTarget } from './chatTarget.ts';
import { runOwnCommands } from './ownCommands.ts';
import type { PromptDecision } from './promptLedger.ts';

/** One chat panel: what it shows, what it is told and what its buttons do. */
export class ChatController implements Disposable {
  readonly #context: ChatContext;
  readonly #port: ChatPort;
  readonly #feed: ChatFeed;
  readonly #store = new DisposableStore();
  readonly #finder: ChatFinder;
  readonly #targetChanged: Emitter<void>;
  #target: ChatTarget | undefined;
  #transcript: Disposable | undefined;
  #afterReady: ToWebview[] = [];
  #isReady = false;

  constructor(context: ChatContext, port: ChatPort, target: ChatTarget | undefined) {
    this.#context = context;
    this.#port = port;
    this.#targetChanged = new Emitter((error) => context.log.error(String(error)));
    this.#feed = this.#store.add(
      new ChatFeed({ view: () => this.#view(), post: (message) => this.#post(message) }),
    );
    this.#finder = this.#store.add(new ChatFinder(this.#panelPort()));
    this.#store.add(toDisposable(() => context.focus.forget(this)));
    this.#store.add(port.onMessage((message) => this.#receive(message)));
    this.#store.add(context.store.onDidChange(() => this.#onState()));
    this.#store.add(context.picked.onDidChange(() => this.#feed.update()));
    this.#store.add(context.ledger.onDidDecide((decision) => this.#tell(decision)));
    this.#store.add(
      context.sessions.onDidBindDraft(({ draftId, sessionId: id }) => this.#adopt(draftId, id)),
    );
    if (target) this.show(target);
  }

  get target(): ChatTarget | undefined {
    return this.#target;
  }

  get title(): string {
    const { store } = this.#context;
    const root = this.#target && store.state.roots.get(this.#target.rootId);
    const session = this.#target?.sessionId && root?.sessions.get(this.#target.sessionId);
    return session ? honestLine(session.title, 100) : 'OpenCode';
  }

  get isShown(): boolean {
    return this.#isReady;
  }

  get onDidChangeTarget() {
    return this.#targetChanged.event;
  }

  /** Shows another conversation and makes sure that its server runs. */
  show(target: ChatTarget): void {
    if (isSameChat(target, this.#target)) return;
    this.#transcript?.dispose();
    this.#finder.dispose();
    this.#target = target;
    const { sessions } = this.#context;
    this.#transcript = target.sessionId
      ? sessions.openTranscript(target.rootId, target.sessionId)
      : undefined;
    this.ensureServer();
    if (this.#isReady) this.#feed.snapshot();
    this.#targetChanged.fire();
  }

  /** A failure needs no word here: the panel shows the server's state. */
  ensureServer(): void {
    const { sessions, log } = this.#context;
    if (!this.#target) return;
    sessions
      .ensureRoot(this.#target.rootId)
      .catch((error: unknown) => log.debug(`The server is not available: ${String(error)}`));
  }

  /** What was stopped because nobody did anything is not started because somebody looks. */
  onShown(): void {
    const { state } = this.#context.store;
    if (this.#target && !isResting(state, this.#target.rootId)) this.ensureServer();
  }

  /** The webview's page is gone; it starts over with `ready`. */
  onHidden(): void {
    this.#isReady = false;
    this.#context.focus.leave(this);
    this.#feed.pause();
  }

  focusComposer(): void {
    this.#postWhenReady({ type: 'focusComposer' });
  }

  openFind(): void {
    this.#postWhenReady({ type: 'openFind' });
  }

  dispose(): void {
    this.#transcript?.dispose();
    this.#store.dispose();
    this.#targetChanged.dispose();
  }

  #view(): ChatView {
    const { store, picked, broker } = this.#context;
    if (!this.#target) return emptyChatView(vscode.workspace.isTrusted);
    return chatView(store.state, this.#target, {
      ...picked.get(this.#target.rootId),
      isAnswering: (id) => broker.isAnswering(id),
    });
  }

  #onState(): void {
    const { store, roots } = this.#context;
    const shown = this.#target;
    if (!shown) {
      const root = roots.preferred;
      if (root) this.show(newChat(root.id, this.#context.store));
      return;
    }
    const root = store.state.roots.get(shown.rootId);
    if (!root) this.#showSomethingElse();
    else if (shown.sessionId && isGone(root, shown.sessionId))
      this.show(newChat(shown.rootId, this.#context.store));
    this.#feed.update();
  }

  #showSomethingElse(): void {
    const root = this.#context.roots.preferred;
    if (root) {
      this.show(newChat(root.id, this.#context.store));
      return;
    }
    this.#transcript?.dispose();
    this.#transcript = undefined;
    this.#target = undefined;
    this.#targetChanged.fire();
  }

  #receive(message: unknown): void {
    const parsed = parseToHost(message);
    if (!parsed) {
      this.#context.log.warn('The chat panel sent a message that is not one of ours; ignored.');
      return;
    }
    if (this.#target) this.#context.sessions.use(this.#target.rootId);
    try {
      this.#dispatch(parsed);
    } catch (error) {
      void this.#context.errors.show(error, this.#target?.rootId);
    }
  }

  #dispatch(message: ToHost): void {
    const handlers = this.#handlers();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the handler is looked up by the message's own type
    (handlers[message.type] as (message: ToHost) => void)(message);
  }

  #handlers(): ToHostHandlers {
    const panel = this.#panelPort();
    return {
      ready: ({ promptKeys }) => this.#onReady(promptKeys),
      resync: () => this.#feed.snapshot(),
      stop: () => this.#withSession((root, id) => this.#context.sessions.stopSession(root, id)),
      newSession: () => this.#startOver(),
      openSession: ({ sessionId: id }) => this.#openSession(sessionId(id)),
      showSessions: () => this.#run(this.#chooseSession()),
      loadOlder: () => this.#withSession((root, id) => this.#context.sessions.loadOlder(root, id)),
      focus: ({ isFocused }) => this.#onFocus(isFocused),
      ...this.#finder.handlers,
      ...chatPrompts({
        ...panel,
        isAgreed: (place) => this.#isEditAgreed(place),
        runOwn: runOwnCommands(panel, this.#actions()),
      }),
      ...chatCompletions(panel),
      ...chatFiles(panel),
      ...chatRequests(panel),
      ...chatRows(panel),
      ...chatCode(panel),
    };
  }

  #panelPort(): ChatPanelPort {
    return {
      context: this.#context,
      target: () => this.#target,
      show: (target: ChatTarget) => this.show(target),
      post: (message) => this.#post(message),
      run: (work) => this.#run(work),
    };
  }

  #onFocus(isFocused: boolean): void {
    if (isFocused) this.#context.focus.enter(this);
    else this.#context.focus.leave(this);
  }

  #isEditAgreed(place: PromptPlace): Promise<boolean> {
    return isRevertAgreed(this.#context.reverts, place, 'edit');
  }

  /** After the snapshot, which says whose composer a lost prompt belongs into. */
  #onReady(promptKeys: readonly string[]): void {
    this.#isReady = true;
    this.#feed.snapshot();
    for (const decision of this.#context.ledger.decided(promptKeys)) this.#tell(decision);
    for (const message of this.#afterReady.splice(0)) this.#post(message);
  }

  /** A page that is not there asks when it is back. */
  #tell(decision: PromptDecision): void {
    if (this.#isReady) this.#post(promptAnswer(decision));
  }

  #actions() {
    return { startOver: () => this.#startOver(), chooseSession: () => this.#chooseSession() };
  }

  #startOver(): void {
    if (this.#target) this.show(newChat(this.#target.rootId, this.#context.store));
  }

  async #chooseSession(): Promise<void> {
    const chosen = await this.#context.pickers.session('Open Session');
    if (chosen) this.show(sessionChat(chosen.rootId, chosen.sessionId));
  }

  #openSession(id: SessionId): void {
    if (this.#target) this.show(sessionChat(this.#target.rootId, id));
  }

  /** A draft has become a session. */
  #adopt(draftId: DraftId, id: SessionId): void {
    if (this.#target?.sessionId === undefined && this.#target?.draftId === draftId) {
      this.show(sessionChat(this.#target.rootId, id));
    }
  }

  #withSession(work: (root: RootId, session: SessionId) => Promise<unknown>): void {
    if (this.#target?.sessionId) this.#run(work(this.#target.rootId, this.#target.sessionId));
  }

  #run(work: PromiseLike<unknown>): void {
    const done = Promise.resolve(work)
      .catch((error: unknown) => this.#context.errors.show(error, this.#target?.rootId))
      .finally(() => this.#feed.update());
    void done;
    this.#feed.update();
  }

  #postWhenReady(message: ToWebview): void {
    if (this.#isReady) this.#post(message);
    else this.#afterReady.push(message);
  }

  #post(message: ToWebview): void {
    this.#port.post(message).then(undefined, (error: unknown) => {
      this.#context.log.debug(`A message did not reach the chat panel: ${String(error)}`);
    });
  }
}
