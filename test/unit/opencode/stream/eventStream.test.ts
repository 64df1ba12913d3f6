import assert from 'node:assert/strict';
import { setImmediate as tick } from 'node:timers/promises';
import * as fc from 'fast-check';
import { createDeferred } from '../../../../src/base/deferred.ts';
import { AppError } from '../../../../src/base/errors.ts';
import type { FakeClock } from '../../../support/fakeClock.ts';
import { follow, says, silent, thenSilent, type Source } from '../../../support/followedStream.ts';
import { recordedFrames } from '../../../support/recordings.ts';

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
  it('tells nothing that arrives after its end', async () => {
    const late = createDeferred<undefined>();
    const source: Source = async function* source() {
      await late.promise;
      yield* says('data: hello\n\n')(new AbortController().signal);
    };
    const { told, frames, stop } = follow([source]);
    await tick();
    const stopped = stop();
    late.resolve(undefined);
    await stopped;
    assert.deepEqual([told, frames], [[], []]);
  });

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
    const waits = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000];
    const stream = follow([fails, ...waits.map(() => fails)]);
    for (const [index, most] of waits.entries()) {
      const attempt = index + 1;
      await until(() => stream.opened() === attempt && stream.clock.waiting > 0, { what: 'a try' });
      stream.clock.advance(most / 2 - 1);
      await tick();
      assert.equal(stream.opened(), attempt, 'half of the wait is certain');
      stream.clock.advance(most / 2 + 1);
    }
    assert.deepEqual(stream.told, ['server-unreachable']);
    await stream.stop();
  });

  it('gives up a stream that has fallen silent', async () => {
    const stream = follow([thenSilent(says('data: 1\n\n')), thenSilent(says('data: 2\n\n'))]);
    await until(() => stream.frames.length === 1, { what: 'a frame' });
    await stream.clock.elapse(24_000);
    assert.deepEqual(stream.told, ['connected']);
    await stream.clock.elapse(4_000);
    assert.deepEqual(stream.told.slice(0, 2), ['connected', 'server-unreachable']);
    await stream.clock.elapse(250);
    await until(() => stream.frames.length === 2, { what: 'the second stream' });
    await stream.stop();
  });

  it('gives up one that never says anything', async () => {
    const stream = follow([silent, thenSilent(says('data: 2\n\n'))]);
    await stream.clock.elapse(28_500);
    await until(() => stream.frames.length === 1, { what: 'the second stream' });
    assert.deepEqual(stream.told, ['server-unreachable', 'connected']);
    await stream.stop();
  });

  it('takes any byte for a sign of life', async () => {
    const beats = Array.from({ length: 5 }, () => createDeferred<void>());
    const stream = follow([
      async function* source(signal) {
        yield* says('data: 1\n\n')(signal);
        for (const beat of beats) {
          await beat.promise;
          yield* says(':\n')(signal);
        }
        yield* silent(signal);
      },
    ]);
    await until(() => stream.frames.length === 1, { what: 'a frame' });
    for (const beat of beats) {
      await stream.clock.elapse(20_000);
      beat.resolve();
      await tick();
    }
    assert.deepEqual(stream.told, ['connected']);
    assert.equal(stream.clock.waiting, 1, 'one timer, however long it lasts');
    await stream.stop();
  });

  describe('and the clock', () => {
    it('begins again at once when the machine has slept', async () => {
      const stream = follow([thenSilent(says('data: 1\n\n')), thenSilent(says('data: 2\n\n'))]);
      await until(() => stream.frames.length === 1, { what: 'a frame' });
      stream.clock.jump(3_600_000);
      await stream.clock.elapse(2_000);
      await until(() => stream.frames.length === 2, { what: 'the second stream' });
      assert.deepEqual(stream.told, ['connected', 'server-unreachable', 'connected']);
      await stream.clock.elapse(20_000);
      assert.equal(stream.opened(), 2, 'once for each sleep');
      await stream.stop();
    });

    it('waits as ever when there is nothing to connect to after the sleep', async () => {
      const refuses: Source = () => {
        throw new AppError('server-unreachable', 'Refused.');
      };
      const stream = follow([thenSilent(says('data: 1\n\n')), refuses, refuses]);
      await until(() => stream.frames.length === 1, { what: 'a frame' });
      stream.clock.jump(60_000);
      await stream.clock.elapse(2_000);
      assert.equal(stream.opened(), 2);
      await stream.clock.elapse(40);
      assert.equal(stream.opened(), 2);
      await stream.stop();
    });

    it('does not take a busy machine for one that slept', async () => {
      const stream = follow([thenSilent(says('data: 1\n\n'))]);
      await until(() => stream.frames.length === 1, { what: 'a frame' });
      stream.clock.advance(9_000);
      await tick();
      assert.deepEqual(stream.told, ['connected']);
      await stream.stop();
    });

    it('neither hangs nor loops when it is set back', async () => {
      const stream = follow([thenSilent(says('data: 1\n\n')), thenSilent(says('data: 2\n\n'))]);
      await until(() => stream.frames.length === 1, { what: 'a frame' });
      stream.clock.jump(-86_400_000);
      await stream.clock.elapse(20_000);
      assert.deepEqual(stream.told, ['connected']);
      await stream.clock.elapse(10_500);
      await until(() => stream.frames.length === 2, { what: 'the second stream' });
      assert.equal(stream.opened(), 2);
      await stream.stop();
    });
  });

  describe('between two tries', () => {
    const breaks = says('data: 1\n\n');

    it('waits longer for one that breaks as soon as it stands, but not for long', async () => {
      const stream = follow(Array.from({ length: 50 }, () => breaks));
      await stream.clock.elapse(10_000);
      assert.ok(stream.opened() <= 4 + 10 / 0.25, `${stream.opened()} tries in 10 s`);
      assert.ok(stream.opened() >= 10 / 0.5, `${stream.opened()} tries in 10 s`);
      await stream.stop();
    });

    it('waits little again once a connection has lasted', async () => {
      const end = createDeferred<void>();
      const lasts: Source = async function* source(signal) {
        yield* breaks(signal);
        await end.promise;
      };
      const stream = follow([breaks, breaks, breaks, breaks, lasts, thenSilent(breaks)]);
      await stream.clock.elapse(10_000);
      assert.equal(stream.opened(), 5);
      end.resolve();
      await until(() => stream.told.at(-1) !== 'connected', { what: 'the loss' });
      await stream.clock.elapse(100);
      assert.equal(stream.opened(), 6);
      await stream.stop();
    });

    it('goes on at once when somebody does not want to wait', async () => {
      const stream = follow([breaks, breaks, breaks, thenSilent(breaks)]);
      for (let opened = 1; opened < 4; opened++) {
        await until(() => stream.clock.waiting === 1 && stream.opened() === opened, {
          what: 'a wait',
        });
        stream.hurry();
        await until(() => stream.opened() === opened + 1, { what: 'the next try' });
      }
      await stream.stop();
    });

    it('is hurried without harm where it does not wait', async () => {
      const stream = follow([thenSilent(breaks)]);
      stream.hurry();
      await until(() => stream.frames.length === 1, { what: 'a frame' });
      stream.hurry();
      await stream.clock.elapse(5_000);
      assert.deepEqual([stream.told, stream.opened()], [['connected'], 1]);
      await stream.stop();
      stream.hurry();
    });
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
