import { createParser, type EventSourceParser } from 'eventsource-parser';
import { AppError, toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { backoff, type Clock } from '../base/time.ts';

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
  /** The stream starts anew on a larger frame; the snapshot that follows has what it said. */
  readonly maxFrameChars: number;
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
}

const defaultLimits: EventStreamLimits = {
  silenceMs: 25_000,
  maxFrameChars: 16 * 1024 * 1024,
  firstBackoffMs: 250,
  maxBackoffMs: 5_000,
};

/** Reads server-sent events, and begins again after every loss, until the signal ends it. */
export async function followEvents(
  ports: EventStreamPorts,
  signal: AbortSignal,
  limits: Partial<EventStreamLimits> = {},
): Promise<void> {
  const reader = new EventReader(ports, { ...defaultLimits, ...limits });
  await reader.follow(signal);
}

class EventReader {
  readonly #ports: EventStreamPorts;
  readonly #limits: EventStreamLimits;
  #isConnected = false;
  #isLostTold = false;
  #failures = 0;
  #lastByteAt = 0;

  constructor(ports: EventStreamPorts, limits: EventStreamLimits) {
    this.#ports = ports;
    this.#limits = limits;
  }

  async follow(signal: AbortSignal): Promise<void> {
    const { firstBackoffMs, maxBackoffMs } = this.#limits;
    while (!signal.aborted) {
      const error = await this.#readOnce(signal);
      if (signal.aborted) return;
      this.#tellLost(error);
      await this.#ports.clock.wait(backoff(this.#failures++, firstBackoffMs, maxBackoffMs), signal);
    }
  }

  /** Resolves with what ended the stream. */
  async #readOnce(signal: AbortSignal): Promise<AppError> {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#lastByteAt = this.#ports.clock.now();
    const silence = this.#watch(attempt);
    try {
      await this.#read(attempt.signal);
      return ended('OpenCode closed the event stream.');
    } catch (error) {
      return attempt.signal.aborted && !signal.aborted
        ? ended('The event stream fell silent.')
        : toAppError(error);
    } finally {
      signal.removeEventListener('abort', abort);
      attempt.abort();
      await silence;
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const chunks = await this.#ports.open(signal);
    const decoder = new TextDecoder();
    const parser = this.#parser();
    for await (const chunk of chunks) {
      this.#lastByteAt = this.#ports.clock.now();
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (signal.aborted) return;
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

  /** One timer at a time, however many chunks arrive. */
  async #watch(attempt: AbortController): Promise<void> {
    const { clock } = this.#ports;
    while (!attempt.signal.aborted) {
      const left = this.#lastByteAt + this.#limits.silenceMs - clock.now();
      if (left <= 0) attempt.abort();
      else await clock.wait(left, attempt.signal);
    }
  }

  #tellConnected(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.#isLostTold = false;
    this.#failures = 0;
    this.#ports.onConnected();
  }

  #tellLost(error: AppError): void {
    this.#isConnected = false;
    if (this.#isLostTold) return;
    this.#isLostTold = true;
    this.#ports.log.warn(`Event stream lost: ${error.message}`);
    this.#ports.onLost(error);
  }
}

function ended(message: string): AppError {
  return new AppError('server-unreachable', message);
}
