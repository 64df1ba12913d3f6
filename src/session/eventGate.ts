import type { LocalEvent, StreamEvent } from '../model/event.ts';
import type { SessionId } from '../model/ids.ts';

/** We had it made while something else was being fetched. */
type Created = Extract<LocalEvent, { readonly kind: 'sessionCreated' }>;

export type GateEvent = StreamEvent | Created;

/**
 * Lets events pass, or holds them back while what they change is being fetched, so that they come
 * after it. Order is kept: what is held for one session never passes what is held for all.
 */
export class EventGate {
  readonly #pass: (event: GateEvent) => void;
  readonly #sessions = new Map<SessionId, GateEvent[]>();
  #all: GateEvent[] | undefined;

  constructor(pass: (event: GateEvent) => void) {
    this.#pass = pass;
  }

  push(event: StreamEvent): void {
    const held = this.#heldWith(event);
    if (held) held.push(event);
    else this.#pass(event);
  }

  /** It counts already; what is being fetched may not know of it yet. */
  repeat(event: Created): void {
    this.#heldWith(event)?.push(event);
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

  #heldWith(event: GateEvent): GateEvent[] | undefined {
    return this.#all ?? this.#sessions.get(sessionOf(event));
  }
}

function sessionOf(event: GateEvent): SessionId {
  if (event.kind === 'sessionChanged' || event.kind === 'sessionCreated') return event.session.id;
  if (event.kind === 'messageChanged') return event.info.sessionId;
  if (event.kind === 'partChanged') return event.part.sessionId;
  if (event.kind === 'requestAsked') return event.request.sessionId;
  return event.sessionId;
}
