import { createParser, type EventSourceParser } from 'eventsource-parser';
import { AppError, toAppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { backoff, type Clock } from '../../base/time.ts';

export interface EventStreamPorts {
  open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** The first frame has arrived: from here on nothing is missed. */
  onConnected(): void;
  /** The data of one frame. A listener that throws costs that frame only. */
  onFrame(data: string): void;
  /** Once for each outage, the one before the first connection included. */
  onLost(error: AppError): void;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface EventStreamLimits {
  /** OpenCode beats every 10 s. */
  readonly silenceMs: number;
  /** How often the clock is compared with what the timers say. */
  readonly lookMs: number;
  /** So much more than the timers say is no slow machine: it slept. */
  readonly leapMs: number;
  /** The stream starts anew on a larger frame; the snapshot that follows has what it said. */
  readonly maxFrameChars: number;
  readonly firstBackoffMs: number;
  /** While the server answers: it is there, and only the way to it is bad. */
  readonly maxAnsweredBackoffMs: number;
  readonly maxBackoffMs: number;
}

const defaultLimits: EventStreamLimits = {
  silenceMs: 25_000,
  lookMs: 2_000,
  leapMs: 8_000,
  maxFrameChars: 16 * 1024 * 1024,
  firstBackoffMs: 100,
  maxAnsweredBackoffMs: 500,
  maxBackoffMs: 5_000,
};

/** Reads server-sent events, and begins again after every loss. */
export class EventStream {
  readonly #ports: EventStreamPorts;
  readonly #limits: EventStreamLimits;
  #connectedAt: number | undefined;
  #isLostTold = false;
  #hasAnswered = false;
  #hasHeard = false;
  #failures = 0;
  #waitedMs = 0;
  #pause = new AbortController();

  constructor(ports: EventStreamPorts, limits: Partial<EventStreamLimits> = {}) {
    this.#ports = ports;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Until the signal ends it. */
  async follow(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.hurry(), { once: true });
    while (!signal.aborted) {
      const error = await this.#readOnce(signal);
      if (signal.aborted) return;
      this.#tellLost(error);
      // A machine that has just woken up has waited long enough.
      if (!(error instanceof Slept)) await this.#wait(signal);
    }
  }

  /** Ends the wait for the next try. */
  hurry(): void {
    this.#pause.abort();
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { firstBackoffMs, maxAnsweredBackoffMs, maxBackoffMs } = this.#limits;
    const most = this.#hasAnswered ? maxAnsweredBackoffMs : maxBackoffMs;
    this.#waitedMs = backoff(this.#failures++, firstBackoffMs, most);
    this.#pause = new AbortController();
    if (!signal.aborted) await this.#ports.clock.wait(this.#waitedMs, this.#pause.signal);
  }

  /** Resolves with what ended the stream. */
  async #readOnce(signal: AbortSignal): Promise<AppError> {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    signal.addEventListener('abort', abort, { once: true });
    const watched = this.#watch(attempt.signal);
    void watched.then(abort);
    try {
      await this.#read(attempt.signal);
      return attempt.signal.aborted ? await watched : ended('OpenCode closed the event stream.');
    } catch (error) {
      return attempt.signal.aborted ? await watched : toAppError(error);
    } finally {
      signal.removeEventListener('abort', abort);
      attempt.abort();
      await watched;
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    this.#hasAnswered = false;
    const chunks = await this.#ports.open(signal);
    this.#hasAnswered = true;
    const decoder = new TextDecoder();
    const parser = this.#parser();
    for await (const chunk of chunks) {
      // Nobody listens any more, or another connection has taken over.
      if (signal.aborted) return;
      this.#hasHeard = true;
      parser.feed(decoder.decode(chunk, { stream: true }));
    }
  }

  #parser(): EventSourceParser {
    return createParser({
      maxBufferSize: this.#limits.maxFrameChars,
      onEvent: (event) => this.#frame(event.data),
      onError: (error) => {
        if (error.type !== 'max-buffer-size-exceeded') return;
        throw new AppError('bad-payload', 'OpenCode sent an event that is too large.');
      },
    });
  }

  #frame(data: string): void {
    this.#tellConnected();
    try {
      this.#ports.onFrame(data);
    } catch (error) {
      this.#ports.log.error(`An event could not be handled: ${toAppError(error).message}`);
    }
  }

  /**
   * Resolves with why the stream is no good any more, or when it has ended. One timer at a time,
   * however many chunks arrive. A clock that is set back only makes the silence seem shorter.
   */
  async #watch(signal: AbortSignal): Promise<AppError> {
    const { clock } = this.#ports;
    const { lookMs, leapMs, silenceMs } = this.#limits;
    let last = clock.now();
    for (let silentMs = 0; silentMs < silenceMs;) {
      this.#hasHeard = false;
      await clock.wait(lookMs, signal);
      if (signal.aborted) return ended('The event stream was left.');
      const passedMs = clock.now() - last;
      last += passedMs;
      if (passedMs > lookMs + leapMs) return new Slept();
      silentMs = this.#hasHeard ? 0 : silentMs + Math.max(0, passedMs);
    }
    return ended('The event stream fell silent.');
  }

  #tellConnected(): void {
    if (this.#connectedAt !== undefined) return;
    this.#connectedAt = this.#ports.clock.now();
    this.#isLostTold = false;
    this.#ports.onConnected();
  }

  #tellLost(error: AppError): void {
    if (this.#hasLasted()) this.#failures = 0;
    this.#connectedAt = undefined;
    if (this.#isLostTold) return;
    this.#isLostTold = true;
    this.#ports.log.warn(`Event stream lost: ${error.message}`);
    this.#ports.onLost(error);
  }

  /** One that breaks as soon as it stands has to be waited for longer and longer all the same. */
  #hasLasted(): boolean {
    const { clock } = this.#ports;
    return this.#connectedAt !== undefined && clock.now() - this.#connectedAt >= this.#waitedMs;
  }
}

/** The machine stood still: nobody knows what became of the connection. */
class Slept extends AppError {
  constructor() {
    super('server-unreachable', 'The computer was asleep.');
  }
}

function ended(message: string): AppError {
  return new AppError('server-unreachable', message);
}
