import type { StreamEvent } from '../model/event.ts';
import type { SessionId } from '../model/ids.ts';

/**
 * Lets events pass, or holds them back while what they change is being fetched, so that they come
 * after it. Order is kept: what is held for one session never passes what is held for all.
 */
export class EventGate {
  readonly #pass: (event: StreamEvent) => void;
  readonly #sessions = new Map<SessionId, StreamEvent[]>();
  #all: StreamEvent[] | undefined;

  constructor(pass: (event: StreamEvent) => void) {
    this.#pass = pass;
  }

  get isHoldingAll(): boolean {
    return this.#all !== undefined;
  }

  push(event: StreamEvent): void {
    const held = this.#all ?? this.#sessions.get(sessionOf(event));
    if (held) held.push(event);
    else this.#pass(event);
  }

  /** Everything held so far passes, and from here on nothing. */
  holdAll(): void {
    this.releaseAll();
    this.#all = [];
  }

  releaseAll(): void {
    for (const id of this.#sessions.keys()) this.release(id);
    const held = this.#all ?? [];
    this.#all = undefined;
    for (const event of held) this.#pass(event);
  }

  hold(session: SessionId): void {
    this.release(session);
    this.#sessions.set(session, []);
  }

  release(session: SessionId): void {
    const held = this.#sessions.get(session) ?? [];
    this.#sessions.delete(session);
    for (const event of held) this.#pass(event);
  }
}

function sessionOf(event: StreamEvent): SessionId {
  if (event.kind === 'sessionChanged') return event.session.id;
  if (event.kind === 'messageChanged') return event.info.sessionId;
  if (event.kind === 'partChanged') return event.part.sessionId;
  if (event.kind === 'requestAsked') return event.request.sessionId;
  return event.sessionId;
}
