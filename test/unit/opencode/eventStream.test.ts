import assert from 'node:assert/strict';
import { setImmediate as tick } from 'node:timers/promises';
import * as fc from 'fast-check';
import { createDeferred } from '../../../src/base/deferred.ts';
import { AppError } from '../../../src/base/errors.ts';
import { nullLogger } from '../../../src/base/log.ts';
import { followEvents, type EventStreamLimits } from '../../../src/opencode/eventStream.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { recordedFrames } from '../../support/recordings.ts';

type Source = (signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** Follows the sources one after the other; after the last it waits for the end. */
function follow(sources: readonly Source[], limits: Partial<EventStreamLimits> = {}) {
  const clock = new FakeClock();
  const end = new AbortController();
  const frames: string[] = [];
  const told: string[] = [];
  let opened = 0;
  const done = followEvents(
    {
      clock,
      log: nullLogger,
      open: async (signal) => (sources[opened++] ?? silent)(signal),
      onConnected: () => told.push('connected'),
      onLost: (error) => told.push(error.code),
      onFrame: (data) => {
        frames.push(data);
        if (data === 'throw') throw new Error('A listener failed.');
      },
    },
    end.signal,
    limits,
  );
  const stop = async () => {
    end.abort();
    await done;
    assert.equal(clock.waiting, 0, 'no timer is left');
  };
  return { clock, frames, told, stop, opened: () => opened };
}

const silent: Source = async function* silent(signal) {
  const aborted = createDeferred<never>();
  signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
  if (signal.aborted) throw signal.reason;
  yield await aborted.promise;
};

function says(...chunks: readonly (string | Uint8Array)[]): Source {
  return async function* source() {
    for (const chunk of chunks)
      yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
  };
}

function thenSilent(first: Source): Source {
  return async function* source(signal) {
    yield* first(signal);
    yield* silent(signal);
  };
}

/** Nothing here takes time: what is to happen happens within some turns of the event loop. */
async function until(test: () => boolean, { what }: { readonly what: string }): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    await tick();
    if (test()) return;
  }
  assert.fail(`Waited in vain for ${what}.`);
}

async function passed(clock: FakeClock, ms: number): Promise<void> {
  await until(() => clock.waiting > 0, { what: 'a wait' });
  clock.advance(ms);
}

describe('the event stream', () => {
  const newline = fc.constantFrom('\n', '\r\n', '\r');
  const recorded = recordedFrames('hello.event.jsonl').slice(0, 12);

  it('reads frames however their bytes are cut and their lines are ended', async () => {
    const frames = [...recorded, '{"text":"日本語 🙂 ümläut"}'];
    await fc.assert(
      fc.asyncProperty(newline, fc.array(fc.nat(), { maxLength: 40 }), async (end, cuts) => {
        const body = frames.map((frame) => `data: ${frame}${end}${end}`).join('');
        const bytes = new TextEncoder().encode(body);
        const places = cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b);
        const chunks = [0, ...places].map((from, index) => bytes.slice(from, places[index]));
        // A lone CR at the very end may be the first half of a CRLF: a line more settles it.
        const stream = follow([thenSilent(says(...chunks, ': end\n'))]);
        await until(() => stream.frames.length === frames.length, { what: 'the frames' });
        assert.deepEqual(stream.frames, frames);
        await stream.stop();
      }),
      { numRuns: 40 },
    );
  });

  it('reads bytes one by one, within characters too', async () => {
    const bytes = new TextEncoder().encode('data: {"text":"🙂é"}\r\n\r\n');
    const stream = follow([thenSilent(says(...Array.from(bytes, (byte) => Uint8Array.of(byte))))]);
    await until(() => stream.frames.length === 1, { what: 'the frame' });
    assert.deepEqual(stream.frames, ['{"text":"🙂é"}']);
    await stream.stop();
  });

  it('is connected by the first frame, not by the answer', async () => {
    const go = createDeferred<void>();
    const stream = follow([
      async function* source(signal) {
        yield new TextEncoder().encode(': hello\n');
        await go.promise;
        yield* says('data: 1\n\n')(signal);
        yield* silent(signal);
      },
    ]);
    await until(() => stream.opened() === 1, { what: 'the opening' });
    assert.deepEqual(stream.told, []);
    go.resolve();
    await until(() => stream.told.length > 0, { what: 'the connection' });
    assert.deepEqual(stream.told, ['connected']);
    await stream.stop();
  });

  it('begins again after the end, after a wait', async () => {
    const stream = follow([says('data: 1\n\n'), thenSilent(says('data: 2\n\n'))]);
    await until(() => stream.told.length === 2, { what: 'the loss' });
    assert.equal(stream.opened(), 1);
    await passed(stream.clock, 250);
    await until(() => stream.frames.length === 2, { what: 'the second stream' });
    assert.deepEqual(stream.told, ['connected', 'server-unreachable', 'connected']);
    await stream.stop();
  });

  it('tells of an outage once, and waits longer each time', async () => {
    const fails: Source = () => {
      throw new AppError('server-unreachable', 'Refused.');
    };
    const stream = follow([fails, fails, fails, fails, fails, fails, fails]);
    for (let attempt = 1; attempt < 6; attempt++) {
      await until(() => stream.opened() === attempt && stream.clock.waiting > 0, { what: 'a try' });
      stream.clock.advance(Math.min(5_000, 250 * 2 ** (attempt - 1)) / 2 - 1);
      assert.equal(stream.opened(), attempt, 'half of the wait is certain');
      stream.clock.advance(5_000);
    }
    assert.deepEqual(stream.told, ['server-unreachable']);
    await stream.stop();
  });

  it('gives up a stream that has fallen silent', async () => {
    const stream = follow([thenSilent(says('data: 1\n\n')), thenSilent(says('data: 2\n\n'))]);
    await until(() => stream.frames.length === 1, { what: 'a frame' });
    await passed(stream.clock, 24_999);
    assert.deepEqual(stream.told, ['connected']);
    await passed(stream.clock, 1);
    await until(() => stream.told.length === 2, { what: 'the loss' });
    await passed(stream.clock, 5_000);
    await until(() => stream.frames.length === 2, { what: 'the second stream' });
    await stream.stop();
  });

  it('takes any byte for a sign of life', async () => {
    const beat = createDeferred<void>();
    const stream = follow([
      async function* source(signal) {
        yield* says('data: 1\n\n')(signal);
        await beat.promise;
        yield* says(':\n')(signal);
        yield* silent(signal);
      },
    ]);
    await until(() => stream.frames.length === 1, { what: 'a frame' });
    stream.clock.advance(20_000);
    beat.resolve();
    await until(() => stream.clock.waiting === 1, { what: 'the watchdog' });
    await tick();
    stream.clock.advance(20_000);
    assert.deepEqual(stream.told, ['connected']);
    await stream.stop();
  });

  it('starts anew on a frame that is too large', async () => {
    const large = `data: ${'x'.repeat(2_000)}`;
    const stream = follow([says('data: 1\n\n', large, large), thenSilent(says('data: 2\n\n'))], {
      maxFrameChars: 3_000,
    });
    await until(() => stream.told.length === 2, { what: 'the loss' });
    assert.deepEqual(stream.told, ['connected', 'bad-payload']);
    await passed(stream.clock, 5_000);
    await until(() => stream.frames.length === 2, { what: 'the second stream' });
    assert.deepEqual(stream.frames, ['1', '2']);
    await stream.stop();
  });

  it('loses only the frame that a listener could not bear', async () => {
    const stream = follow([thenSilent(says('data: throw\n\ndata: 2\n\n'))]);
    await until(() => stream.frames.length === 2, { what: 'both frames' });
    assert.deepEqual(stream.told, ['connected']);
    await stream.stop();
  });

  it('ends without a word when it is ended', async () => {
    const stream = follow([thenSilent(says('data: 1\n\n'))]);
    await until(() => stream.frames.length === 1, { what: 'a frame' });
    await stream.stop();
    assert.deepEqual(stream.told, ['connected']);
    assert.equal(stream.opened(), 1);
  });
});
