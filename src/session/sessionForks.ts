import { messageId, type MessageId, type RootId, type SessionId } from '../model/ids.ts';
import type { Session } from '../model/session.ts';
import type { SessionService } from './sessionService.ts';
import type { Store } from './store.ts';

export interface SessionForksOptions {
  readonly store: Store;
  readonly sessions: Pick<SessionService, 'reach'>;
}

/** Sessions that begin as a copy of another one. */
export class SessionForks {
  readonly #options: SessionForksOptions;

  constructor(options: SessionForksOptions) {
    this.#options = options;
  }

  /** With what was said before a message, else with all that has not been taken back. */
  async fork(rootId: RootId, id: SessionId, before?: MessageId): Promise<Session> {
    const { store, sessions } = this.#options;
    const backend = await sessions.reach(rootId);
    const session = await backend.forkSession(id, before ?? this.#revertedFrom(rootId, id));
    store.dispatch({ kind: 'sessionCreated', rootId, session });
    return session;
  }

  #revertedFrom(root: RootId, id: SessionId): MessageId | undefined {
    const from = this.#options.store.state.roots.get(root)?.sessions.get(id)?.revertedFrom;
    return from === undefined ? undefined : messageId(from);
  }
}
