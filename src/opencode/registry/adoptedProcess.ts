import { createDeferred } from '../../base/deferred.ts';
import type { Clock } from '../../base/time.ts';
import { endGently } from '../process/gentleEnd.ts';
import { untilTrue } from '../process/polling.ts';
import type { ProcessRef } from '../process/processIdentity.ts';
import { isSameNow, mayRun } from '../process/processTable.ts';
import { killTree } from '../process/processTree.ts';

/** A server of ours that this window is not the parent of. */
export class AdoptedProcess {
  /** It writes to the window that started it. */
  readonly outputTail = '';
  readonly #ref: ProcessRef;
  readonly #clock: Clock;
  readonly #exited = createDeferred<string>();
  readonly #watch = new AbortController();

  constructor(ref: ProcessRef, clock: Clock) {
    this.#ref = ref;
    this.#clock = clock;
    void this.#follow();
  }

  /** Resolves when it is gone, unless it was let go before. Never rejects. */
  get exited(): Promise<string> {
    return this.#exited.promise;
  }

  async stop(dispose: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const { pid } = this.#ref;
    const isGone = await endGently(
      {
        pid,
        clock: this.#clock,
        exited: this.exited,
        isGone: () => !mayRun(this.#ref),
        terminate: () => this.#ifSame(() => process.kill(pid, 'SIGTERM')),
        kill: () => this.kill(),
      },
      dispose,
    );
    this.letGo();
    return isGone;
  }

  kill(): void {
    this.#ifSame(() => killTree(this.#ref.pid));
  }

  letGo(): void {
    this.#watch.abort();
  }

  async #follow(): Promise<void> {
    const isGone = () => !mayRun(this.#ref);
    if (await untilTrue(isGone, this.#clock, this.#watch.signal)) {
      this.#exited.resolve('it is gone');
    }
  }

  /** Its number may have been given to another by now. */
  #ifSame(signal: () => void): void {
    try {
      if (isSameNow(this.#ref)) signal();
    } catch {
      // It ended in between.
    }
  }
}
