import type { CDPSession, Frame } from 'playwright-core';

/** What a page noted of itself while it was watched. Times are milliseconds; moments since the epoch. */
export interface Watched {
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
  /** When each section of the streamed answer was first drawn. */
  readonly begun: Readonly<Record<string, number>>;
  readonly ended: Readonly<Record<string, number>>;
}

/** Looks into the chat's own renderer. */
export class PanelProbe {
  readonly #frame: Frame;
  readonly #session: CDPSession;

  private constructor(frame: Frame, session: CDPSession) {
    this.#frame = frame;
    this.#session = session;
  }

  /** The chat stands in a frame within the one that has the renderer. */
  static async attach(frame: Frame): Promise<PanelProbe> {
    const owner = frame.parentFrame() ?? frame;
    const session = await frame.page().context().newCDPSession(owner);
    await session.send('Performance.enable');
    return new PanelProbe(frame, session);
  }

  /** Milliseconds that the renderer's main thread has worked since its start. */
  async busyMs(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
  }

  /** After a garbage collection. */
  async heapBytes(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    return (await this.#session.send('Runtime.getHeapUsage')).usedSize;
  }

  elements(): Promise<number> {
    return this.#frame.evaluate(() => document.querySelectorAll('*').length);
  }

  /** The moment at which the newest answer holds these words. */
  whenShown(words: string): Promise<number> {
    return this.#frame.evaluate(waitForWords, words);
  }

  startWatch(): Promise<void> {
    return this.#frame.evaluate(startWatch);
  }

  endWatch(): Promise<Watched> {
    return this.#frame.evaluate(endWatch);
  }
}

declare global {
  interface Window {
    opencodeWatch?: { readonly end: () => Watched };
  }
}

function waitForWords(words: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const rows = document.querySelectorAll('[data-testid="row-assistant"]');
      if (rows[rows.length - 1]?.textContent?.includes(words))
        resolve(performance.timeOrigin + performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

function startWatch(): void {
  const frames: number[] = [];
  const longTasks: number[] = [];
  const begun: Record<string, number> = {};
  const ended: Record<string, number> = {};
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  observer.observe({ type: 'longtask' });
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    const rows = document.querySelectorAll('[data-testid="row-assistant"]');
    const blocks = [...(rows[rows.length - 1]?.querySelectorAll('.markdown > .block') ?? [])];
    // Several blocks may come within one frame.
    for (const { textContent } of blocks.slice(-24)) {
      const [, section = '', what = ''] =
        /^Section (\d+) (begins|ends)/.exec(textContent ?? '') ?? [];
      if (what === 'begins') begun[section] ??= performance.timeOrigin + now;
      if (what === 'ends') ended[section] ??= performance.timeOrigin + now;
    }
    handle = requestAnimationFrame(look);
  };
  let handle = requestAnimationFrame(look);
  window.opencodeWatch = {
    end: () => {
      cancelAnimationFrame(handle);
      observer.disconnect();
      return { frames: frames.slice(1), longTasks, begun, ended };
    },
  };
}

function endWatch(): Watched {
  const watched = window.opencodeWatch?.end();
  if (!watched) throw new Error('Nothing was watched.');
  return watched;
}
