import type { Memento } from 'vscode';
import * as z from 'zod';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { SessionEvent } from '../../model/event.ts';
import { messageId, rootId, sessionId, type RootId } from '../../model/ids.ts';
import { storedWithinMs } from '../../model/prompt.ts';
import { hasArrived, type HandedPrompt } from '../../session/handedPrompt.ts';
import type { RootState } from '../../session/state.ts';
import type { Store } from '../../session/store.ts';

const memoryKey = 'promptLedger';
const mostRemembered = 200;

const storedLedger = z.object({
  taken: z.array(z.string()),
  handed: z.array(
    z.object({
      key: z.string(),
      rootId: z.string().transform(rootId),
      sessionId: z.string().transform(sessionId),
      messageId: z.string().transform(messageId),
    }),
  ),
});

export interface PromptLedgerOptions {
  readonly store: Store;
  readonly memory: Memento;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface PromptDecision {
  readonly promptKey: string;
  /** `taken`: OpenCode has it, or a person took it back. `lost`: it never arrived. */
  readonly outcome: 'taken' | 'lost';
}

/**
 * What became of the prompts that the chat's pages gave, by the key that the page made for each. A
 * page may be gone when it is told, and the window with its outbox when nobody knows yet. So what is
 * handed on is remembered beyond the window before it leaves, with the message that it becomes:
 * afterwards the conversation says whether it arrived.
 */
export class PromptLedger implements Disposable {
  readonly #options: PromptLedgerOptions;
  readonly #owned = new DisposableStore();
  readonly #end = new AbortController();
  readonly #decided: Emitter<PromptDecision>;
  /** In the outbox of their root: undecided, whatever they wait for. */
  readonly #waiting = new Map<string, RootId>();
  readonly #held = new Set<string>();
  readonly #handed: Map<string, HandedPrompt>;
  readonly #taken: Set<string>;
  /** Whatever an earlier window handed on has been stored by now, or never will be. */
  #isDue: boolean;

  constructor(options: PromptLedgerOptions) {
    const { store, memory, log } = options;
    this.#options = options;
    const { taken, handed } = readLedger(memory);
    this.#taken = new Set(taken);
    this.#handed = new Map(handed.map(({ key, ...prompt }) => [key, prompt]));
    this.#isDue = handed.length === 0;
    this.#decided = this.#owned.add(new Emitter((error) => log.error(String(error))));
    this.#owned.add(store.onDidDispatch((event) => this.#onDispatch(event)));
    this.#owned.add(store.onDidChange(() => this.#decide()));
    if (!this.#isDue) void this.#becomeDue();
  }

  /** Told once for each, while whoever gave it may be listening. */
  get onDidDecide(): Event<PromptDecision> {
    return this.#decided.event;
  }

  /** A page gives this prompt: it is put into the outbox of the root at once, under the same id. */
  add(promptKey: string, root: RootId): void {
    this.#waiting.set(promptKey, root);
  }

  /** A person is asked about this prompt: until that is over nothing is certain of it. */
  hold(promptKey: string): void {
    this.#held.add(promptKey);
  }

  release(promptKey: string): void {
    this.#held.delete(promptKey);
  }

  /** It belongs to its composer again, whether or not its page is there to be told. */
  giveBack(promptKey: string): void {
    this.#waiting.delete(promptKey);
    this.#handed.delete(promptKey);
    this.#save();
  }

  /** Of those prompts what is known for certain. One that was never heard of never arrived. */
  decided(promptKeys: readonly string[]): readonly PromptDecision[] {
    return promptKeys
      .filter((key) => !this.#isUndecided(key))
      .map((promptKey) => ({ promptKey, outcome: this.#taken.has(promptKey) ? 'taken' : 'lost' }));
  }

  dispose(): void {
    this.#end.abort();
    this.#owned.dispose();
  }

  #isUndecided(key: string): boolean {
    return this.#held.has(key) || this.#waiting.has(key) || this.#handed.has(key);
  }

  get #roots(): ReadonlyMap<RootId, RootState> {
    return this.#options.store.state.roots;
  }

  async #becomeDue(): Promise<void> {
    await this.#options.clock.wait(storedWithinMs, this.#end.signal);
    this.#isDue = true;
    if (!this.#end.signal.aborted) this.#decide();
  }

  /** Told before the prompt leaves. */
  #onDispatch(event: SessionEvent): void {
    if (event.kind !== 'promptSending' || !this.#waiting.has(event.promptId)) return;
    const { rootId: root, sessionId: session, messageId: message } = event;
    this.#handed.delete(event.promptId);
    this.#handed.set(event.promptId, { rootId: root, sessionId: session, messageId: message });
    this.#save();
  }

  /** The newest first: lost texts are put one in front of the other. */
  #decide(): void {
    for (const [key, root] of [...this.#waiting].toReversed()) this.#decideWaiting(key, root);
    for (const [key, prompt] of [...this.#handed].toReversed()) this.#decideHanded(key, prompt);
  }

  /** Nothing leaves the outbox unless its message has come or a person took it back, but with its root. */
  #decideWaiting(key: string, id: RootId): void {
    const root = this.#roots.get(id);
    if (root?.outbox.some((prompt) => prompt.id === key)) return;
    this.#waiting.delete(key);
    if (root) this.#settle(key, 'taken');
    else if (!this.#handed.has(key)) this.#settle(key, 'lost');
  }

  #decideHanded(key: string, prompt: HandedPrompt): void {
    if (this.#waiting.has(key)) return;
    const isThere = hasArrived(this.#roots.get(prompt.rootId), prompt);
    if (isThere) this.#settle(key, 'taken');
    else if (isThere === false && this.#isDue) this.#settle(key, 'lost');
  }

  #settle(promptKey: string, outcome: PromptDecision['outcome']): void {
    this.#handed.delete(promptKey);
    if (outcome === 'taken') this.#taken.add(promptKey);
    this.#save();
    this.#decided.fire({ promptKey, outcome });
  }

  #save(): void {
    const { memory, log } = this.#options;
    keepNewest(this.#taken);
    keepNewest(this.#handed);
    const handed = [...this.#handed].map(([key, prompt]) => ({ key, ...prompt }));
    memory
      .update(memoryKey, { taken: [...this.#taken], handed })
      .then(undefined, (error: unknown) => {
        log.warn(`Could not remember what became of a prompt: ${String(error)}`);
      });
  }
}

function readLedger(memory: Memento): z.infer<typeof storedLedger> {
  const stored = storedLedger.safeParse(memory.get(memoryKey));
  return stored.success ? stored.data : { taken: [], handed: [] };
}

function keepNewest(known: Set<string> | Map<string, unknown>): void {
  for (const key of [...known.keys()].slice(0, -mostRemembered)) known.delete(key);
}
