import { createDeferred } from '../../base/deferred.ts';
import type { Clock } from '../../base/time.ts';
import { endGently, type EndingServer } from '../process/gentleEnd.ts';
import { untilTrue } from '../process/polling.ts';
import type { ProgramRef } from '../process/processIdentity.ts';
import { isRunning, isSameNow, mayRun } from '../process/processTable.ts';
import { killTree } from '../process/processTree.ts';

const knownProcesses = { isRunning, mayRun, isSameNow };
type KnownProcesses = typeof knownProcesses;

/** A server of ours that this window is not the parent of. */
export class AdoptedProcess {
  /** It writes to the window that started it. */
  readonly outputTail = '';
  readonly #ref: ProgramRef;
  readonly #clock: Clock;
  readonly #system: KnownProcesses;
  readonly #exited = createDeferred<string>();
  readonly #watch = new AbortController();

  constructor(ref: ProgramRef, clock: Clock, system = knownProcesses) {
    this.#ref = ref;
    this.#clock = clock;
    this.#system = system;
    void this.#follow();
  }

  /** Resolves when it is gone, unless it was let go before. Never rejects. */
  get exited(): Promise<string> {
    return this.#exited.promise;
  }

  /** Nothing is asked or ended by a number that another process has got meanwhile. */
  async stop(dispose: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const isRunning = await this.#system.isRunning(this.#ref);
    const isGone = !isRunning || (await endGently(this.#ending, dispose));
    this.letGo();
    return isGone;
  }

  kill(): void {
    this.#ifSame(() => killTree(this.#ref.pid));
  }

  letGo(): void {
    this.#watch.abort();
  }

  get #ending(): EndingServer {
    const { pid, startedAt } = this.#ref;
    return {
      // What runs below a number belongs to the server only if the number does.
      pid: startedAt === '' ? undefined : pid,
      clock: this.#clock,
      exited: this.exited,
      isGone: () => this.#isGone(),
      terminate: () => this.#ifSame(() => process.kill(pid, 'SIGTERM')),
      kill: () => this.kill(),
    };
  }

  #isGone(): boolean {
    return !this.#system.mayRun(this.#ref);
  }

  async #follow(): Promise<void> {
    if (await untilTrue(() => this.#isGone(), this.#clock, this.#watch.signal)) {
      this.#exited.resolve('it is gone');
    }
  }

  /** Its number may have been given to another by now. */
  #ifSame(signal: () => void): void {
    try {
      if (this.#system.isSameNow(this.#ref)) signal();
    } catch {
      // It ended in between.
    }
  }
}
