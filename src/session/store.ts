import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { SessionEvent } from '../model/event.ts';
import { reduce } from './reducer.ts';
import { emptyState, type State } from './state.ts';

export interface StateChange {
  readonly state: State;
  /** The state that listeners were told of last. */
  readonly previous: State;
}

export interface StoreOptions {
  /** A listener threw. */
  readonly onError: (error: unknown) => void;
  /** Runs a notification soon; by default at the end of the current tick. */
  readonly schedule?: (notify: () => void) => void;
}

/** The only truth. `state` is always current; listeners are told once for a burst of events. */
export class Store implements Disposable {
  readonly #changed: Emitter<StateChange>;
  readonly #dispatched: Emitter<SessionEvent>;
  readonly #schedule: (notify: () => void) => void;
  #state = emptyState;
  #told = emptyState;
  #isScheduled = false;

  constructor(options: StoreOptions) {
    this.#changed = new Emitter(options.onError);
    this.#dispatched = new Emitter(options.onError);
    this.#schedule = options.schedule ?? queueMicrotask;
  }

  get state(): State {
    return this.#state;
  }

  get onDidChange(): Event<StateChange> {
    return this.#changed.event;
  }

  /** Every event, in order, as soon as the state has it. */
  get onDidDispatch(): Event<SessionEvent> {
    return this.#dispatched.event;
  }

  dispatch(event: SessionEvent): void {
    this.#state = reduce(this.#state, event);
    this.#dispatched.fire(event);
    if (this.#state === this.#told || this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#notify());
  }

  dispose(): void {
    this.#changed.dispose();
    this.#dispatched.dispose();
  }

  /** For the proof that everybody who listens stops. */
  get listenerCount(): number {
    return this.#changed.listenerCount + this.#dispatched.listenerCount;
  }

  #notify(): void {
    this.#isScheduled = false;
    const previous = this.#told;
    this.#told = this.#state;
    if (previous !== this.#told) this.#changed.fire({ state: this.#told, previous });
  }
}
