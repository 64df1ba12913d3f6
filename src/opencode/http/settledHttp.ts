import type * as z from 'zod';
import type { HttpCall, HttpClient } from './httpClient.ts';
import { isTransient } from './httpFailure.ts';

export interface SettledHttpOptions {
  readonly http: Pick<HttpClient, 'get' | 'getPage' | 'send'>;
  /** Aborted when the server is asked to end: it may still answer, but is not to be used any more. */
  readonly ended: AbortSignal;
  /**
   * Settles what may run unasked. Every request waits for it; it runs again when OpenCode reloads,
   * and at the next request when it failed for a reason that may pass.
   */
  readonly settle: () => Promise<void>;
}

/** Asks nothing of a server before it is settled what it may do. */
export class SettledHttp {
  readonly #options: SettledHttpOptions;
  #settled: Promise<void> | undefined;

  constructor(options: SettledHttpOptions) {
    this.#options = options;
    this.#settled = this.#settle();
  }

  async get<T>(path: string, schema: z.ZodType<T>, call: HttpCall): Promise<T> {
    await this.#whenSettled();
    return this.#options.http.get(path, schema, call);
  }

  async getPage<T>(path: string, schema: z.ZodType<T>, call: HttpCall) {
    await this.#whenSettled();
    return this.#options.http.getPage(path, schema, call);
  }

  async send<T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    schema: z.ZodType<T>,
    call: HttpCall = {},
  ): Promise<T> {
    await this.#whenSettled();
    return this.#options.http.send(method, path, schema, call);
  }

  /** OpenCode has reloaded: what was settled no longer holds. */
  settleAgain(): void {
    this.#settled = this.#settle(this.#settled);
  }

  /** One after the other: what the earlier one found may be out of date. */
  #settle(earlier: Promise<void> = Promise.resolve()): Promise<void> {
    const settled = earlier.catch(() => undefined).then(() => this.#options.settle());
    // Every request tells of the failure; nobody need be waiting when it happens.
    settled.catch((error: unknown) => {
      if (isTransient(error) && this.#settled === settled) this.#settled = undefined;
    });
    return settled;
  }

  async #whenSettled(): Promise<void> {
    const { ended } = this.#options;
    ended.throwIfAborted();
    const settled = (this.#settled ??= this.#settle());
    await settled;
    ended.throwIfAborted();
    // OpenCode has reloaded meanwhile: what was settled no longer holds.
    if (settled !== this.#settled) await this.#whenSettled();
  }
}
