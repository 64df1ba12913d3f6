import assert from 'node:assert/strict';
import { setImmediate as tick } from 'node:timers/promises';
import * as fc from 'fast-check';
import { nullLogger } from '../../../../src/base/log.ts';
import type { StreamEvent } from '../../../../src/model/event.ts';
import { StreamWatch } from '../../../../src/opencode/stream/streamWatch.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { recordedFrames, recordedRoot } from '../../../support/recordings.ts';

type Told = StreamEvent | 'connected' | 'lost';

const hello = frame({ type: 'server.connected', properties: {} });

function frame(payload: object, directory: string | undefined = recordedRoot): string {
  return JSON.stringify({ directory, payload });
}

function renamed(number: number, title: string): object {
  const info = {
    id: 'ses_1',
    directory: recordedRoot,
    title,
    time: { created: 1, updated: number },
  };
  return { id: `evt_${number}`, type: 'session.updated', properties: { sessionID: 'ses_1', info } };
}

/** As OpenCode tells it once more, because it has stored it. */
function stored(number: number, title: string): object {
  const { id, type, properties } = Object.assign(
    { id: '', type: '', properties: {} },
    renamed(number, title),
  );
  const told = { id, type: `${type}.1`, seq: number, aggregateID: 'ses_1', data: properties };
  return { type: 'sync', syncEvent: told };
}

/** What is told when the server sends these frames, each connection's after the one before ended. */
async function told(...connections: readonly (readonly string[])[]): Promise<readonly Told[]> {
  const clock = new FakeClock();
  const heard: Told[] = [];
  let opened = 0;
  const watch = new StreamWatch({
    rootId: recordedRoot,
    clock,
    log: nullLogger,
    http: {
      stream: async (_path, signal) => chunks(connections[opened++], signal),
    },
    observer: {
      onConnected: () => heard.push('connected'),
      onLost: () => heard.push('lost'),
      onEvent: (event) => heard.push(event),
    },
    onInstanceDisposed: () => undefined,
  });
  for (let turn = 0; turn < 20; turn++) {
    await tick();
    watch.hurry();
  }
  watch.dispose();
  await tick();
  assert.equal(clock.waiting, 0, 'no timer is left');
  return heard;
}

async function* chunks(frames: readonly string[] | undefined, signal: AbortSignal) {
  for (const data of frames ?? []) yield new TextEncoder().encode(`data: ${data}\n\n`);
  if (frames) return;
  await new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason)),
  );
}

function titles(list: readonly Told[]): readonly string[] {
  return list.map((event) => {
    if (typeof event === 'string') return event;
    return event.kind === 'sessionChanged' ? event.session.title : event.kind;
  });
}

describe('watching a server', () => {
  for (const name of ['hello', 'permission_once', 'two_asks_reject']) {
    it(`takes what is told again for what it is, wherever that happens: ${name}`, async () => {
      const frames = recordedFrames(`${name}.global.jsonl`);
      const once = await told(frames);
      assert.ok(once.length > 20);
      const repeats = fc.array(fc.nat(frames.length - 1), { minLength: 1, maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(repeats, async (places) => {
          const noisy = frames.flatMap((data, at) => (places.includes(at) ? [data, data] : [data]));
          assert.deepEqual(await told(noisy), once);
        }),
        { numRuns: 20 },
      );
    });

    it(`tells what is stored although one of its two tellings is missing: ${name}`, async () => {
      const frames = recordedFrames(`${name}.global.jsonl`);
      const once = await told(frames);
      const isFirst = (at: number) => frames[at + 1]?.includes('"type":"sync"') === true;
      const all = frames.map((_, at) => at).filter(isFirst);
      for (const missing of all) {
        const rest = frames.filter((_, at) => at !== missing);
        assert.deepEqual(await told(rest), once, `frame ${missing}`);
      }
    });
  }

  it('hears again from a connection what another has told, and counts it once', async () => {
    const again = frame(renamed(1, 'A'));
    const heard = titles(await told([hello, again], [hello, again, frame(renamed(2, 'B'))]));
    assert.deepEqual(heard, ['connected', 'A', 'lost', 'connected', 'B', 'lost']);
  });

  it('starts anew when something that is stored was not told', async () => {
    const events = [0, 2, 3].map((number) => frame(stored(number, String(number))));
    const heard = titles(await told([hello, ...events]));
    assert.deepEqual(heard, ['connected', '0', 'lost', 'connected', '2', '3', 'lost']);
  });

  it('misses nothing where a connection begins in the middle', async () => {
    const part = (...numbers: readonly number[]) => [
      hello,
      ...numbers.map((number) => frame(stored(number, String(number)))),
    ];
    const heard = titles(await told(part(4, 5), part(9, 10)));
    assert.deepEqual(heard, ['connected', '4', '5', 'lost', 'connected', '9', '10', 'lost']);
  });

  it('lets a server count as it likes', async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index * 2);
    const heard = await told([hello, ...numbers.map((number) => frame(stored(number, 'x')))]);
    assert.ok(heard.filter((each) => each === 'connected').length < 12);
  });

  it('starts anew when OpenCode does, once for each time', async () => {
    const disposed = { id: 'evt_1', type: 'server.instance.disposed', properties: {} };
    const heard = await told([hello, frame(disposed), frame(disposed)]);
    assert.deepEqual(heard, ['connected', 'lost', 'connected', 'lost']);
  });

  it('leaves out what happens in other folders', async () => {
    const heard = await told([hello, frame(renamed(1, 'A'), '/elsewhere'), frame(renamed(1, 'B'))]);
    assert.deepEqual(titles(heard), ['connected', 'B', 'lost']);
  });
});
