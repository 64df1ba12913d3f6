import assert from 'node:assert/strict';
import { HttpClient } from '../../src/opencode/http/httpClient.ts';
import { recordedRoot } from '../support/recordings.ts';
import { SkippingClock } from '../support/skippingClock.ts';
import { Client } from '../support/faults/client.ts';
import { described, differences } from '../support/faults/differences.ts';
import { ProxiedPool } from '../support/faults/proxiedPool.ts';
import { ReplayServer } from '../support/faults/replayServer.ts';
import { serverTruth } from '../support/faults/serverTruth.ts';

/** Where and how a recorded turn is cut. */
interface Cut {
  /** Frames that arrive before it. */
  readonly after: number;
  /** Frames that happen while nobody listens. */
  readonly missed: number;
  /** Bytes of the next frame that still arrive. */
  readonly bytes: number;
  /** Frames that happen around each answer of the snapshot. */
  readonly during: number;
}

const target = { directory: recordedRoot };
/** One of each kind. */
const turns = [
  'hello reason task todo summarize overflow paging crud dispose',
  'permission_once permission_reject_message two_asks_reject external_dir',
  'question question_reject badtool err401 err429',
  'cut abort_stream abort_tool abort_permission kill_pending',
].flatMap((names) => names.split(' '));
/** Longer than every backoff, shorter than the silence that counts as a loss. */
const hasteMs = 10_000;

describe('a recorded turn, cut at every frame', function () {
  this.timeout(120_000);

  for (const name of turns) {
    it(name, async () => {
      const replay = await ReplayServer.start(`${name}.event.jsonl`);
      try {
        for (const cut of cutsOf(replay.frames.length)) await survive(replay, cut);
      } finally {
        await replay.close();
      }
    });
  }
});

/** Every boundary once; how much is missed, torn and happens meanwhile takes turns. */
function cutsOf(frames: number): readonly Cut[] {
  return Array.from({ length: frames + 1 }, (_, after) => ({
    after,
    missed: [0, 1, 3, frames][after % 4] ?? 0,
    bytes: after % 3 === 0 ? 0 : (after * 37) % 300,
    during: after % 3,
  }));
}

async function survive(replay: ReplayServer, cut: Cut): Promise<void> {
  replay.rewind();
  const clock = new SkippingClock(hasteMs);
  const http = new HttpClient({ ...target, origin: replay.origin });
  const pool = new ProxiedPool([{ root: recordedRoot, version: '1.18.33', http }], clock);
  const client = new Client({ pool, clock, roots: [recordedRoot] });
  try {
    await client.connect();
    await play(replay, client, cut);
    await agree(replay, client, cut);
  } finally {
    replay.onAnswer = () => undefined;
    client.dispose();
    pool.dispose();
  }
  assert.equal(clock.waiting, 0, 'no timer is left');
}

async function play(replay: ReplayServer, client: Client, cut: Cut): Promise<void> {
  replay.play(cut.after);
  replay.cut(cut.bytes);
  replay.play(cut.missed);
  replay.onAnswer = () => replay.play(cut.during);
  const before = client.liveAt.length;
  await client.until(() => client.liveAt.length > before, `life after ${JSON.stringify(cut)}`);
  replay.onAnswer = () => undefined;
  replay.play(replay.frames.length);
}

async function agree(replay: ReplayServer, client: Client, cut: Cut): Promise<void> {
  const direct = new HttpClient({ ...target, origin: replay.origin });
  const truth = await serverTruth(direct, recordedRoot);
  direct.dispose();
  const rest = () => differences(client.root, truth);
  await client
    .until(() => rest().length === 0, 'agreement', 3_000)
    .catch(() => assert.fail(`${JSON.stringify(cut)}\n${described(rest())}`));
  assert.deepEqual(client.errors, []);
}
