import type { Disposable } from '../base/disposable.ts';
import type { Clock } from '../base/time.ts';

/** Longer than OpenCode takes to begin a turn, be it its first and the machine slow. */
const doubtMs = 20_000;
/** And so long until it is known what a look at the server has brought. */
const certainMs = 10_000;

export interface SilenceOptions {
  readonly clock: Clock;
  /** It has been silent so long that somebody should look whether it has been heard rightly. */
  readonly onDoubt: () => void;
  /** And it still is. */
  readonly onCertain: () => void;
}

/** Notices when something has been silent for long, without a break. */
export class Silence implements Disposable {
  readonly #options: SilenceOptions;
  #timer: AbortController | undefined;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  note(isSilent: boolean): void {
    if (!isSilent) return this.dispose();
    if (this.#timer) return;
    this.#timer = new AbortController();
    void this.#wait(this.#timer.signal);
  }

  dispose(): void {
    this.#timer?.abort();
    this.#timer = undefined;
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { clock, onDoubt, onCertain } = this.#options;
    await clock.wait(doubtMs, signal);
    if (!signal.aborted) onDoubt();
    await clock.wait(certainMs, signal);
    if (!signal.aborted) onCertain();
  }
}
