import type { Sandbox } from '../../test/support/sandbox.ts';
import { ServerEvents } from '../serverEvents.ts';

/** Knows when OpenCode asked. */
export class AskListener {
  /** Epoch milliseconds of each `permission.asked` frame. */
  readonly askedAt: number[];
  readonly #events: ServerEvents;

  private constructor(events: ServerEvents, askedAt: number[]) {
    this.#events = events;
    this.askedAt = askedAt;
  }

  static async connect(sandbox: Sandbox): Promise<AskListener> {
    const askedAt: number[] = [];
    const events = await ServerEvents.connect(sandbox, (text) => {
      if (text.includes('"permission.asked"')) askedAt.push(Date.now());
    });
    return new AskListener(events, askedAt);
  }

  close(): void {
    this.#events.close();
  }
}
