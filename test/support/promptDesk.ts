import assert from 'node:assert/strict';
import { nullLogger } from '../../src/base/log.ts';
import { chatPrompts, promptAnswer } from '../../src/host/chat/chatPrompts.ts';
import { newChat, sessionChat, type ChatTarget } from '../../src/host/chat/chatTarget.ts';
import { PromptLedger } from '../../src/host/chat/promptLedger.ts';
import { PickedOptions } from '../../src/host/pickedOptions.ts';
import type { StreamEvent } from '../../src/model/event.ts';
import { chatView } from '../../src/present/chatView.ts';
import type { OwnCommand } from '../../src/present/ownCommands.ts';
import { parseToHost, type ToHost } from '../../src/protocol/toHost.ts';
import type { ToWebview } from '../../src/protocol/toWebview.ts';
import { Draft } from '../../src/webview/draft.ts';
import { SessionReverts } from '../../src/session/sessionReverts.ts';
import { PromptEdit } from '../../src/webview/promptEdit.ts';
import { SavedState } from '../../src/webview/savedState.ts';
import { root, textPart, userMessage } from './fixtures.ts';
import type { MemoryBackend, SentPrompt } from './memoryBackend.ts';
import { memoryMemento } from './memoryMemento.ts';
import { SessionWorld, settled } from './sessionWorld.ts';

interface Page {
  readonly draft: Draft;
  readonly edit: PromptEdit;
  readonly saved: SavedState;
}

/** A person's desk: pages and windows come and go; what they have saved, and OpenCode, stay. */
export class PromptDesk {
  world = new SessionWorld();
  page: Page | undefined;
  /** What the page posts gets lost: it is gone before it has left. */
  isCut = false;
  /** Whether OpenCode stores what it takes. */
  isStoring = true;
  /** What the person says when a prompt is to be taken back for another one. */
  consent: () => Promise<boolean> = () => Promise.resolve(false);
  /** Commands of ours that were called. */
  readonly ran: OwnCommand[] = [];
  readonly #stored = new Map<string, string>();
  #saved: unknown;
  #kept: readonly StreamEvent[] = [];
  #ledger: PromptLedger | undefined;
  #target: ChatTarget = newChat(root, this.world.store);

  openWindow(): void {
    this.world = new SessionWorld();
    this.world.onStart = (backend) => this.#onStart(backend);
    const { store, clock, sessions } = this.world;
    const memory = memoryMemento(this.#stored);
    const ledger = new PromptLedger({ store, memory, clock, log: nullLogger });
    this.#ledger = ledger;
    ledger.onDidDecide((decision) => this.#receive(promptAnswer(decision)));
    sessions.onDidBindDraft(({ sessionId }) => this.#show(sessionChat(root, sessionId)));
    store.onDidChange(() => this.#follow());
    this.#show(this.#target.sessionId ? this.#target : newChat(root, store));
  }

  /** All that the host had in memory is gone. */
  closeWindow(): void {
    this.page = undefined;
    this.#kept = [...this.#kept, ...this.world.backends.flatMap(keptBy)];
    this.#ledger?.dispose();
    this.world.dispose();
  }

  openPage(): void {
    const storage = {
      readState: () => this.#saved,
      writeState: (state: unknown) => void (this.#saved = structuredClone(state)),
    };
    const saved = new SavedState(storage);
    const draft = new Draft(saved, (message) => this.#post(message));
    this.page = { saved, draft, edit: new PromptEdit(draft, saved) };
    this.isCut = false;
    this.#follow();
    for (const decision of this.#ledger?.decided(saved.sentKeys()) ?? []) {
      this.#receive(promptAnswer(decision));
    }
  }

  closePage(): void {
    this.page = undefined;
  }

  /** A window and a page of it, with its server and its conversation there. */
  async open(): Promise<void> {
    this.openWindow();
    this.openPage();
    await this.world.sessions.ensureRoot(root);
    await settled();
  }

  async reload(): Promise<void> {
    this.closeWindow();
    await this.open();
  }

  async send(text: string): Promise<void> {
    this.page?.draft.edit(text);
    this.page?.edit.send();
    await settled();
  }

  /** OpenCode stores what it has taken and not stored yet. */
  store({ id, session, text }: SentPrompt): void {
    const message = userMessage(id, session);
    const { parts: _, ...info } = message;
    const part = textPart(`part-${id}`, message, { text });
    this.world.backend.emit({ kind: 'messageChanged', info }, { kind: 'partChanged', part });
  }

  /** Where the prompts are in the end: in OpenCode, in the composer, or on their way as the page sees it. */
  get places() {
    const { backend } = this.world;
    const stored = [...backend.truth.sessions.keys()].flatMap((id) => backend.truth.messages(id));
    const texts = stored.flatMap(({ parts }) => parts.map((part) => 'text' in part && part.text));
    assert.ok(this.page);
    const { draft, saved } = this.page;
    return { opencode: texts, composer: draft.text.value, open: saved.sentKeys().length };
  }

  #onStart(backend: MemoryBackend): void {
    backend.change(...this.#kept);
    backend.onPrompt = (sent) => {
      if (this.isStoring) this.store(sent);
    };
  }

  #show(target: ChatTarget): void {
    this.#target = target;
    if (target.sessionId) this.world.sessions.openTranscript(root, target.sessionId);
    this.#follow();
  }

  #follow(): void {
    const options = { isAnswering: () => false };
    const { composer } = chatView(this.world.store.state, this.#target, options);
    this.page?.draft.follow(composer);
    this.page?.edit.follow(composer);
  }

  #post(message: ToHost): void {
    const parsed = parseToHost(structuredClone(message));
    if (this.isCut || parsed?.type !== 'prompt' || !this.#ledger) return;
    const { sessions } = this.world;
    const picked = new PickedOptions(memoryMemento(this.#stored), nullLogger);
    const reverts = new SessionReverts(this.world);
    const context = { sessions, reverts, picked, ledger: this.#ledger, log: nullLogger };
    const post = (answer: ToWebview) => this.#receive(answer);
    const isAgreed = () => this.consent();
    const runOwn = (command: OwnCommand) => void this.ran.push(command);
    const port = { context, target: () => this.#target, post, isAgreed, runOwn };
    chatPrompts(port).prompt(parsed);
  }

  #receive(message: ToWebview): void {
    if (message.type === 'promptTaken') {
      this.page?.draft.taken(message.promptKey);
      this.page?.edit.taken(message.promptKey);
    }
    if (message.type === 'promptRefused') {
      this.page?.draft.refused(message.promptKey, message.reason);
      this.page?.edit.refused(message.promptKey);
    }
  }
}

/** What a server in memory has stored, as another tells it. */
function keptBy({ truth }: MemoryBackend): readonly StreamEvent[] {
  return [...truth.sessions.values()].flatMap((session) => [
    { kind: 'sessionChanged' as const, session },
    ...truth
      .messages(session.id)
      .flatMap(({ parts, ...info }) => [
        { kind: 'messageChanged' as const, info },
        ...parts.map((part) => ({ kind: 'partChanged' as const, part })),
      ]),
  ]);
}
