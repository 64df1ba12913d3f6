import type { LocalEvent, RootSnapshot, StreamEvent } from '../model/event.ts';
import type { RequestId, SessionId } from '../model/ids.ts';
import type { PendingRequest } from '../model/request.ts';

const most = 1_000;

/**
 * Requests that were answered and sessions that were deleted, by us or by others. An answer or an
 * event that has been on its way longer must not bring them back; ids are never used again.
 * And requests whose turn is over, because OpenCode goes on listing what an aborted turn asked.
 */
export class Endings {
  readonly #ids = new Set<RequestId | SessionId>();
  readonly #left = new Set<RequestId>();

  /** @param known the requests from before the event */
  add(event: StreamEvent | LocalEvent, known: Iterable<PendingRequest> = []): void {
    if (event.kind === 'requestClosed') remember(this.#ids, event.requestId);
    if (event.kind === 'sessionRemoved') remember(this.#ids, event.sessionId);
    // A list may have known of it before the stream told of the end of the turn before.
    if (event.kind === 'requestAsked') this.#left.delete(event.request.id);
    if (event.kind !== 'statusChanged' || event.status.kind !== 'idle') return;
    for (const { id, sessionId } of known) {
      if (sessionId === event.sessionId) remember(this.#left, id);
    }
  }

  /** @param lists what was asked, and who was idle some time after that */
  addIdle({ requests, statuses }: Pick<RootSnapshot, 'requests' | 'statuses'>): void {
    for (const { id, sessionId } of requests) {
      if ((statuses.get(sessionId)?.kind ?? 'idle') === 'idle') remember(this.#left, id);
    }
  }

  has({ id }: PendingRequest): boolean {
    return this.#ids.has(id) || this.#left.has(id);
  }

  concern(event: StreamEvent | LocalEvent): boolean {
    if (event.kind === 'requestAsked') return this.#ids.has(event.request.id);
    const isSession = event.kind === 'sessionChanged' || event.kind === 'sessionCreated';
    return isSession && this.#ids.has(event.session.id);
  }

  without<T extends Pick<RootSnapshot, 'sessions' | 'requests'>>(lists: T): T {
    const sessions = lists.sessions.filter(({ id }) => !this.#ids.has(id));
    const requests = lists.requests.filter((request) => !this.has(request));
    return { ...lists, sessions, requests };
  }
}

function remember<Id>(ids: Set<Id>, id: Id): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > most && oldest !== undefined) ids.delete(oldest);
}
