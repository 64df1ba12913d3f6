import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { backoff, type Clock } from '../../base/time.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { isTransient } from '../http/httpFailure.ts';

export interface ProvenStreamPorts {
  readonly http: Pick<HttpClient, 'stream' | 'send'>;
  readonly clock: Clock;
}

/** What it publishes it tells all who listen. Nobody acts on the name of a command that does not exist. */
const publishPath = '/tui/publish';
const firstPauseMs = 20;
const longestPauseMs = 250;
const answerLimitMs = 5_000;
/** A server that has told nothing by then tells nothing of the kind. */
const limitMs = 15_000;

/**
 * An event stream that misses nothing from its first byte on. OpenCode greets on `/global/event`
 * before it listens for what it is to tell (1.18: by 100 ms and more on a busy machine), and what
 * happens in between is never told. So it is asked to tell a word of ours until that has come back.
 */
export async function provenStream(
  { http, clock }: ProvenStreamPorts,
  path: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const chunks = await http.stream(path, signal);
  return new Echo(http, clock, signal).after(chunks);
}

class Echo {
  readonly #http: ProvenStreamPorts['http'];
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #word = `opencode-sessions.${randomUUID()}`;
  readonly #held: Uint8Array[] = [];
  #isOver = false;

  constructor(http: ProvenStreamPorts['http'], clock: Clock, signal: AbortSignal) {
    this.#http = http;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Everything in its order, and nothing before the word. */
  async *after(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const iterator = chunks[Symbol.asyncIterator]();
    const given = this.#askOften();
    let next = iterator.next();
    try {
      while (!this.#isOver) {
        const result = await Promise.race([next, given]);
        if (result?.done === true) return;
        if (!result) break;
        this.#hold(result.value);
        next = iterator.next();
      }
      // Whoever stops reading here does not hear how it ends.
      next.catch(() => undefined);
      yield* this.#held;
      for (let result = await next; result.done !== true; result = await iterator.next()) {
        yield result.value;
      }
    } finally {
      this.#isOver = true;
      await iterator.return?.();
    }
  }

  #hold(chunk: Uint8Array): void {
    this.#held.push(chunk);
    this.#isOver ||= Buffer.concat(this.#held).includes(this.#word);
  }

  /** Resolves when there is no use in waiting any longer. */
  async #askOften(): Promise<undefined> {
    const end = this.#clock.now() + limitMs;
    for (let attempt = 0; this.#clock.now() < end; attempt += 1) {
      const isPossible = await this.#ask();
      if (this.#isOver || !isPossible) return;
      await this.#clock.wait(backoff(attempt, firstPauseMs, longestPauseMs), this.#signal);
      if (this.#isOver || this.#signal.aborted) return;
    }
  }

  /** False when this server does not know how. */
  async #ask(): Promise<boolean> {
    const body = { type: 'tui.command.execute', properties: { command: this.#word } };
    const call = { body, signal: this.#signal, timeoutMs: answerLimitMs };
    try {
      await this.#http.send('POST', publishPath, z.literal(true), call);
      return true;
    } catch (error) {
      return isTransient(error);
    }
  }
}
