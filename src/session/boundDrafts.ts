import type { SessionId } from '../model/ids.ts';
import type { DraftId } from '../model/prompt.ts';

/** Far more than can be prompted before the panels that show them have changed to their sessions. */
const most = 100;

/** The sessions that the newest drafts became: a prompt may still be given to the draft. */
export class BoundDrafts {
  readonly #sessions = new Map<DraftId, SessionId>();

  add(draft: DraftId, session: SessionId): void {
    this.#sessions.set(draft, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > most && oldest !== undefined) this.#sessions.delete(oldest);
  }

  sessionOf(draft: DraftId): SessionId | undefined {
    return this.#sessions.get(draft);
  }
}
