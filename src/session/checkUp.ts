import { toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { SessionBackend } from '../model/backend.ts';
import type { SessionId } from '../model/ids.ts';
import type { PendingRequest } from '../model/request.ts';
import type { SessionStatus, Todo } from '../model/session.ts';
import { statusOf } from './selectors.ts';
import type { RootState } from './state.ts';

/** So long nothing must be told before somebody looks whether that is all there is to tell. */
const quietMs = 5_000;

export interface CheckUpOptions {
  readonly backend: SessionBackend;
  readonly root: () => RootState | undefined;
  readonly openSessions: () => readonly SessionId[];
  /** Answered, or asked by a turn that is over: OpenCode may go on listing it. */
  readonly isOver: (request: PendingRequest) => boolean;
  /** Whether a snapshot is being fetched: until it is there, that something is missing says nothing. */
  readonly isLoading: () => boolean;
  /** The server has it otherwise than the stream has told. */
  readonly onMissed: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Found {
  readonly statuses: ReadonlyMap<SessionId, SessionStatus>;
  readonly requests: readonly PendingRequest[];
  readonly todos: ReadonlyMap<SessionId, readonly Todo[]>;
}

/**
 * A stream may stand and beat and yet not tell everything. Of what OpenCode stores the stream itself
 * keeps count; what is only in the server's memory is looked at whenever it has gone quiet: once
 * after the last event, and again while a turn goes on.
 */
export class CheckUp {
  readonly #options: CheckUpOptions;
  #eventCount = 0;
  /** When something was told or looked at last. */
  #quietSince = 0;
  #armedFor: AbortSignal | undefined;

  constructor(options: CheckUpOptions) {
    this.#options = options;
  }

  /** Something was told on a connection that ends with the signal. */
  note(signal: AbortSignal): void {
    this.#eventCount += 1;
    this.#quietSince = this.#options.clock.now();
    this.arm(signal);
  }

  arm(signal: AbortSignal): void {
    if (this.#armedFor === signal || signal.aborted) return;
    this.#armedFor = signal;
    this.#quietSince = this.#options.clock.now();
    void this.#run(signal);
  }

  /** One timer, however much is told. */
  async #run(signal: AbortSignal): Promise<void> {
    let seen: number;
    do {
      seen = this.#eventCount;
      await this.#options.clock.wait(this.#leftMs(), signal);
      if (!signal.aborted && this.#eventCount === seen) await this.#look(signal);
    } while (!signal.aborted && (this.#eventCount !== seen || this.#mustGoOn()));
    if (this.#armedFor === signal) this.#armedFor = undefined;
  }

  #leftMs(): number {
    const left = this.#quietSince + quietMs - this.#options.clock.now();
    return Math.min(Math.max(left, 0), quietMs);
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { isLoading, log, onMissed } = this.#options;
    const seen = this.#eventCount;
    this.#quietSince = this.#options.clock.now();
    if (isLoading()) return;
    try {
      const found = await this.#fetch(signal);
      if (!signal.aborted && this.#eventCount === seen && this.#hasMissed(found)) onMissed();
    } catch (error) {
      log.debug(`Could not look what the server is at: ${toAppError(error).message}`);
    }
  }

  async #fetch(signal: AbortSignal): Promise<Found> {
    const { backend, openSessions, root } = this.#options;
    const open = openSessions().filter((id) => root()?.transcripts.has(id));
    const [statuses, requests, ...lists] = await Promise.all([
      backend.listStatuses(signal),
      backend.listRequests(signal),
      ...open.map(async (id) => [id, await backend.todos(id, signal)] as const),
    ]);
    return { statuses, requests, todos: new Map(lists) };
  }

  /** That a turn began unheard is no reason by itself: OpenCode may go on calling a session busy. */
  #hasMissed({ statuses, requests, todos }: Found): boolean {
    const { isOver } = this.#options;
    const root = this.#options.root();
    if (!root) return false;
    const isBusy = (id: SessionId) => (statuses.get(id)?.kind ?? 'idle') !== 'idle';
    const asked = requests.filter((request) => isBusy(request.sessionId) && !isOver(request));
    const known = [...root.requests.values()].filter(
      ({ sessionId }) => statusOf(root, sessionId).kind !== 'idle',
    );
    return (
      [...root.statuses.keys()].some((id) => !isBusy(id)) ||
      idsOf(asked) !== idsOf(known) ||
      [...todos].some(([id, list]) => textOf(list) !== textOf(root.todos.get(id) ?? []))
    );
  }

  #mustGoOn(): boolean {
    const { isLoading, root } = this.#options;
    return isLoading() || (root()?.statuses.size ?? 0) > 0;
  }
}

function idsOf(requests: readonly PendingRequest[]): string {
  return requests
    .map(({ id }) => id)
    .toSorted()
    .join();
}

function textOf(todos: readonly Todo[]): string {
  return JSON.stringify(todos.map(({ text, status, priority }) => [text, status, priority]));
}
