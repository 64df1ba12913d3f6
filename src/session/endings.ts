import type { LocalEvent, RootSnapshot, StreamEvent } from '../model/event.ts';
import type { RequestId, SessionId } from '../model/ids.ts';

const most = 1_000;

/**
 * Requests that were answered and sessions that were deleted, by us or by others. An answer or an
 * event that has been on its way longer must not bring them back; ids are never used again.
 */
export class Endings {
  readonly #ids = new Set<RequestId | SessionId>();

  add(event: StreamEvent | LocalEvent): void {
    if (event.kind === 'requestClosed') this.#remember(event.requestId);
    if (event.kind === 'sessionRemoved') this.#remember(event.sessionId);
  }

  concern(event: StreamEvent | LocalEvent): boolean {
    if (event.kind === 'requestAsked') return this.#ids.has(event.request.id);
    const isSession = event.kind === 'sessionChanged' || event.kind === 'sessionCreated';
    return isSession && this.#ids.has(event.session.id);
  }

  without<T extends Pick<RootSnapshot, 'sessions' | 'requests'>>(lists: T): T {
    const stays = ({ id }: { readonly id: RequestId | SessionId }) => !this.#ids.has(id);
    const { sessions, requests } = lists;
    return { ...lists, sessions: sessions.filter(stays), requests: requests.filter(stays) };
  }

  #remember(id: RequestId | SessionId): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > most && oldest !== undefined) this.#ids.delete(oldest);
  }
}
