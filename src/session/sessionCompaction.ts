import { AppError } from '../base/errors.ts';
import type { ModelRef, Session } from '../model/session.ts';
import { statusOf } from './selectors.ts';
import type { SessionService } from './sessionService.ts';
import type { Store } from './store.ts';

export interface SessionCompactionOptions {
  readonly store: Store;
  readonly sessions: Pick<SessionService, 'reach' | 'catalog'>;
}

/** `busy`: a turn goes on. `empty`: nothing was said yet. */
export type CompactionOutcome = 'compacted' | 'busy' | 'empty';

/** Makes room in a conversation: the model goes on with a summary of it. */
export class SessionCompaction {
  readonly #options: SessionCompactionOptions;

  constructor(options: SessionCompactionOptions) {
    this.#options = options;
  }

  /** By the model that was picked, else the one that the session works with. */
  async compact(session: Session, picked: ModelRef | undefined): Promise<CompactionOutcome> {
    const { store, sessions } = this.#options;
    const { rootId, id } = session;
    const backend = await sessions.reach(rootId);
    const root = store.state.roots.get(rootId);
    if (root && statusOf(root, id).kind !== 'idle') return 'busy';
    const { messages } = await backend.transcript(id, { limit: 1 });
    if (messages.length === 0) return 'empty';
    const model = picked ?? session.model ?? (await sessions.catalog(rootId)).defaultModel;
    if (!model) throw new AppError('model-not-found', 'There is no model to summarise with.');
    await backend.compactSession(id, model);
    return 'compacted';
  }
}
