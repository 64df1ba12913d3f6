import assert from 'node:assert/strict';
import { createDeferred } from '../../src/base/deferred.ts';
import type { AppError } from '../../src/base/errors.ts';
import { nullLogger } from '../../src/base/log.ts';
import { EventStream, type EventStreamLimits } from '../../src/opencode/stream/eventStream.ts';
import { FakeClock } from './fakeClock.ts';

export type Source = (signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** Follows the sources one after the other; after the last it waits for the end. */
export function follow(sources: readonly Source[], limits: Partial<EventStreamLimits> = {}) {
  const clock = new FakeClock();
  const end = new AbortController();
  const frames: string[] = [];
  const told: string[] = [];
  let opened = 0;
  const ports = {
    clock,
    log: nullLogger,
    open: async (signal: AbortSignal) => (sources[opened++] ?? silent)(signal),
    onConnected: () => told.push('connected'),
    onLost: (error: AppError) => told.push(error.code),
    onFrame: (data: string) => {
      frames.push(data);
      if (data === 'throw') throw new Error('A listener failed.');
    },
  };
  const reader = new EventStream(ports, limits);
  const done = reader.follow(end.signal);
  const stop = async () => {
    end.abort();
    await done;
    assert.equal(clock.waiting, 0, 'no timer is left');
  };
  return { clock, frames, told, stop, opened: () => opened, hurry: () => reader.hurry() };
}

export const silent: Source = async function* silent(signal) {
  const aborted = createDeferred<never>();
  signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
  if (signal.aborted) throw signal.reason;
  yield await aborted.promise;
};

export function says(...chunks: readonly (string | Uint8Array)[]): Source {
  return async function* source() {
    for (const chunk of chunks)
      yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
  };
}

export function thenSilent(first: Source): Source {
  return async function* source(signal) {
    yield* first(signal);
    yield* silent(signal);
  };
}
