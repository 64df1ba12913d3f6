import type { Disposable } from '../base/disposable.ts';
import type { Clock } from '../base/time.ts';
import type { SessionEvent } from '../model/event.ts';
import type { MessageId, RootId, SessionId } from '../model/ids.ts';
import type { PromptId } from '../model/prompt.ts';
import { runningPlace } from '../model/server.ts';
import { mayPass } from './retry.ts';
import { statusOf } from './selectors.ts';
import type { Store } from './store.ts';

/** After so long a turn has begun unheard, or never will. */
const memoryMs = 60_000;

export interface UnbegunTurnsOptions {
  readonly store: Store;
  /** The turn has begun. */
  readonly onBegun: (id: SessionId) => void;
  readonly clock: Clock;
}

interface Given {
  readonly rootId: RootId;
  readonly promptId: PromptId;
  readonly messageId: MessageId;
  readonly at: number;
  /** A turn that is told to be busy may be the one before. */
  isBehindAnother: boolean;
}

/**
 * Sessions that were given a prompt whose turn has not been seen to begin. OpenCode says at once that
 * it took a prompt and begins a while later, the longer the less it has done yet; an abort in between
 * ends nothing.
 */
export class UnbegunTurns implements Disposable {
  readonly #options: UnbegunTurnsOptions;
  readonly #given = new Map<SessionId, Given>();
  readonly #subscription: Disposable;

  constructor(options: UnbegunTurnsOptions) {
    this.#options = options;
    this.#subscription = options.store.onDidDispatch((event) => this.#note(event));
  }

  has(id: SessionId): boolean {
    const given = this.#given.get(id);
    return given !== undefined && this.#options.clock.now() - given.at < memoryMs;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #note(event: SessionEvent): void {
    if (event.kind === 'promptSending') this.#give(event);
    for (const [id, given] of this.#given) {
      if (given.rootId === event.rootId) this.#follow(id, given, event);
    }
  }

  #give(event: Extract<SessionEvent, { kind: 'promptSending' }>): void {
    const { rootId, sessionId, promptId, messageId } = event;
    const at = this.#options.clock.now();
    const given = { rootId, promptId, messageId, at, isBehindAnother: true };
    this.#given.set(sessionId, given);
  }

  #follow(id: SessionId, given: Given, event: SessionEvent): void {
    const root = this.#options.store.state.roots.get(given.rootId);
    const isThere = root?.sessions.has(id) === true && runningPlace(root.server) !== undefined;
    if (!isThere || hasFailed(id, given, event)) return void this.#given.delete(id);
    const isIdle = statusOf(root, id).kind === 'idle';
    if (isIdle || isMet(given, event)) given.isBehindAnother = false;
    if (isIdle || given.isBehindAnother) return;
    this.#given.delete(id);
    this.#options.onBegun(id);
  }
}

/** What is stored while a turn goes on belongs to that turn; what goes unheard may do so. */
function isMet({ messageId }: Given, event: SessionEvent): boolean {
  if (event.kind === 'streamLost') return true;
  return event.kind === 'messageChanged' && event.info.id === messageId;
}

/** Its turn will never begin. */
function hasFailed(id: SessionId, given: Given, event: SessionEvent): boolean {
  if (event.kind === 'promptFailed') {
    return event.promptId === given.promptId && !mayPass(event.error);
  }
  if (event.kind !== 'turnFailed' || event.sessionId !== id) return false;
  return !given.isBehindAnother && event.error.name !== 'MessageAbortedError';
}
