import type { Disposable } from '../base/disposable.ts';
import { AppError, toAppError, type ErrorCode } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import type { RootId } from '../model/ids.ts';
import {
  isRestarting,
  placeOf,
  type ServerPlace,
  type ServerState,
  type StopReason,
} from '../model/server.ts';
import type { RootState } from './state.ts';
import type { StateChange, Store } from './store.ts';
import { turnFailure } from './turnFailure.ts';

/** What a root's server came to. Only facts of our own: no text that a person, a model or a server wrote. */
export interface ServerStep {
  readonly at: number;
  readonly kind: ServerState['kind'];
  readonly because?: StopReason | undefined;
  readonly code?: ErrorCode | undefined;
  /** `exit code 1` or `signal SIGKILL` */
  readonly end?: string | undefined;
  readonly isRestarting?: boolean | undefined;
}

/** Something that went wrong, by its code. */
export interface NotedError {
  readonly at: number;
  readonly rootId?: RootId | undefined;
  readonly code: ErrorCode;
  /** What a model provider answered with. */
  readonly statusCode?: number | undefined;
}

const mostSteps = 50;
const mostErrors = 50;

/** The last steps of each root's server and the last errors, for whoever has to find out what happened. */
export class ServerHistory implements Disposable {
  readonly #clock: Clock;
  readonly #subscription: Disposable;
  readonly #steps = new Map<RootId, readonly ServerStep[]>();
  readonly #places = new Map<RootId, ServerPlace>();
  readonly #noted = new WeakSet<object>();
  #errors: readonly NotedError[] = [];

  constructor(store: Store, clock: Clock) {
    this.#clock = clock;
    this.#subscription = store.onDidChange((change) => this.#compare(change));
  }

  /** Oldest first. */
  steps(root: RootId): readonly ServerStep[] {
    return this.#steps.get(root) ?? [];
  }

  /** Where the root's server ran last. */
  place(root: RootId): ServerPlace | undefined {
    return this.#places.get(root);
  }

  /** Oldest first, of all roots and of none. */
  get errors(): readonly NotedError[] {
    return this.#errors;
  }

  /** An error counts once, however many ways it takes to get here. A cancelled operation is none. */
  note(failure: unknown, rootId?: RootId, statusCode?: number): void {
    const error = toAppError(failure);
    if (error.code === 'cancelled' || this.#noted.has(error)) return;
    this.#noted.add(error);
    const { code } = error;
    const noted = { at: this.#clock.now(), rootId, code, statusCode };
    this.#errors = [...this.#errors, noted].slice(-mostErrors);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #compare({ state, previous }: StateChange): void {
    for (const root of state.roots.values()) this.#follow(root, previous.roots.get(root.id));
    for (const id of this.#steps.keys()) if (!state.roots.has(id)) this.#forget(id);
  }

  #forget(id: RootId): void {
    this.#steps.delete(id);
    this.#places.delete(id);
  }

  #follow(root: RootState, before: RootState | undefined): void {
    if (root.server !== before?.server) this.#step(root);
    if (root.outbox !== before?.outbox) this.#notePrompts(root);
    if (root.errors !== before?.errors) this.#noteTurns(root, before);
  }

  /** The phases of a start are one step. */
  #step({ id, server }: RootState): void {
    const steps = this.steps(id);
    if (server.kind === 'starting' && steps.at(-1)?.kind === 'starting') return;
    this.#steps.set(id, [...steps, stepOf(server, this.#clock.now())].slice(-mostSteps));
    if ('error' in server) this.note(server.error, id);
    if (server.kind === 'ready') this.#places.set(id, placeOf(server));
  }

  #notePrompts({ id, outbox }: RootState): void {
    for (const { state } of outbox) if (state.kind === 'failed') this.note(state.error, id);
  }

  #noteTurns({ id, errors }: RootState, before: RootState | undefined): void {
    for (const [session, error] of errors) {
      if (before?.errors.get(session) === error) continue;
      this.note(turnFailure(error), id, error.statusCode);
    }
  }
}

function stepOf(server: ServerState, at: number): ServerStep {
  if (server.kind === 'stopped') return { at, kind: server.kind, because: server.because };
  if (!('error' in server)) return { at, kind: server.kind };
  const { kind, error } = server;
  return { at, kind, code: error.code, end: endIn(error), isRestarting: isRestarting(server) };
}

/** Our own words for how a process ended, from a sentence that may hold more than that. */
function endIn({ message, cause }: AppError): string | undefined {
  const [end] = /\b(?:exit code -?\d{1,10}|signal SIG[A-Z0-9]{1,8})\b/.exec(message) ?? [];
  return end ?? (AppError.is(cause) ? endIn(cause) : undefined);
}
