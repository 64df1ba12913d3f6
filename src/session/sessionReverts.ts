import type { MessageId, RootId, SessionId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { statusOf } from './selectors.ts';
import type { SessionService } from './sessionService.ts';
import type { Store } from './store.ts';
import { undoingOf, type Undoing } from './undoing.ts';

export interface SessionRevertsOptions {
  readonly store: Store;
  readonly sessions: Pick<SessionService, 'reach' | 'stopSession'>;
}

/** A prompt in a session that is open. */
export interface PromptPlace {
  readonly rootId: RootId;
  readonly sessionId: SessionId;
  readonly messageId: MessageId;
}

/** Takes back what was said and done from a prompt on, and brings it back. */
export class SessionReverts {
  readonly #options: SessionRevertsOptions;

  constructor(options: SessionRevertsOptions) {
    this.#options = options;
  }

  /** What a revert would take back; undefined when the prompt is not there any more, or taken back. */
  undoing({ rootId, sessionId, messageId }: PromptPlace): Undoing | undefined {
    const root = this.#options.store.state.roots.get(rootId);
    const messages: readonly Message[] = [...(root?.transcripts.get(sessionId)?.messages ?? [])];
    const start = messages.findIndex(({ id }) => id === messageId);
    const from = root?.sessions.get(sessionId)?.revertedFrom;
    const isTakenBack = from !== undefined && from <= messageId;
    return start < 0 || isTakenBack ? undefined : undoingOf(messages.slice(start));
  }

  isWorking({ rootId, sessionId }: PromptPlace): boolean {
    const root = this.#options.store.state.roots.get(rootId);
    return root !== undefined && statusOf(root, sessionId).kind !== 'idle';
  }

  /** A turn that goes on is stopped first: OpenCode takes nothing back under it. */
  async revert(place: PromptPlace): Promise<void> {
    const { sessions } = this.#options;
    const { rootId, sessionId, messageId } = place;
    const backend = await sessions.reach(rootId);
    if (this.isWorking(place)) await sessions.stopSession(rootId, sessionId);
    await backend.revertSession(sessionId, messageId);
  }

  async restore(rootId: RootId, sessionId: SessionId): Promise<void> {
    const backend = await this.#options.sessions.reach(rootId);
    await backend.unrevertSession(sessionId);
  }
}
