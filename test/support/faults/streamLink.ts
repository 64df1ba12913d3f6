import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { assertNever } from '../../../src/base/errors.ts';
import { FrameSplitter } from './frameSplitter.ts';
import { wireFrame, type CutKind, type FrameFault, type StreamPlan } from './streamFaults.ts';

const splitPauseMs = 5;

/** One connection's event stream, passed on frame by frame as its plan says. */
export class StreamLink {
  readonly openedAt = performance.now();
  /** When it was cut on purpose. */
  cutAt: number | undefined;
  readonly #response: ServerResponse;
  #plan: StreamPlan;
  readonly #splitter = new FrameSplitter();
  readonly #gone = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #count = 0;
  #isStalled = false;

  constructor(response: ServerResponse, plan: StreamPlan) {
    this.#response = response;
    this.#plan = plan;
    response.on('close', () => this.#gone.abort());
  }

  get isOpen(): boolean {
    return !this.#gone.signal.aborted;
  }

  get isStalled(): boolean {
    return this.#isStalled;
  }

  feed(chunk: Buffer): void {
    for (const frame of this.#splitter.take(chunk)) this.#then(() => this.#pass(frame));
  }

  /** The server has ended it. */
  finish(): void {
    this.#then(async () => void this.#response.destroy());
  }

  /** From here on everything arrives. */
  calm(): void {
    this.#plan = () => undefined;
  }

  stall(): void {
    this.#isStalled = true;
  }

  cut(how: CutKind = 'cut'): void {
    if (!this.isOpen) return;
    this.cutAt = performance.now();
    this.#gone.abort();
    if (how === 'end') this.#response.end();
    else if (how === 'reset') this.#response.socket?.resetAndDestroy();
    else this.#response.destroy();
  }

  #then(next: () => Promise<void>): void {
    this.#work = this.#after(this.#work, next);
  }

  async #after(earlier: Promise<void>, next: () => Promise<void>): Promise<void> {
    await earlier;
    if (this.isOpen && !this.#isStalled) await next();
  }

  async #pass(bytes: Buffer): Promise<void> {
    const fault = this.#plan(wireFrame(bytes, this.#count));
    this.#count += 1;
    if (fault) await this.#apply(fault, bytes);
    else this.#write(bytes);
  }

  async #apply(fault: FrameFault, bytes: Buffer): Promise<void> {
    switch (fault.kind) {
      case 'drop':
        return undefined;
      case 'duplicate':
        return this.#write(Buffer.concat([bytes, bytes]));
      case 'delay':
        await this.#pause(fault.ms);
        return this.#write(bytes);
      case 'split':
        this.#write(bytes.subarray(0, fault.at));
        await this.#pause(splitPauseMs);
        return this.#write(bytes.subarray(fault.at));
      case 'cut':
        return this.#cutAfter(bytes.subarray(0, fault.at), fault.how);
      case 'stall':
        return this.stall();
      default:
        return assertNever(fault);
    }
  }

  /** What was sent before a cut arrives, as far as the kind of the cut lets it. */
  async #cutAfter(bytes: Buffer, how: CutKind): Promise<void> {
    if (bytes.length > 0) {
      await new Promise<void>((resolve) => this.#response.write(bytes, () => resolve()));
    }
    this.cut(how);
  }

  #write(bytes: Buffer): void {
    if (this.isOpen && bytes.length > 0) this.#response.write(bytes);
  }

  async #pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#gone.signal }).catch(() => undefined);
  }
}
