import {
  cutAtByte,
  type CutKind,
  type FrameFault,
  type StreamPlan,
} from '../../test/support/faults/streamFaults.ts';

const ways: readonly CutKind[] = ['cut', 'reset', 'end'];
const farthestByte = 12_000;

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Cuts one connection at a random byte; every fifth one also hears each frame twice until then. */
export function randomCut(random: () => number, onCut: () => void): StreamPlan {
  // Many early ones: they meet the snapshot that is being fetched.
  const cut = cutAtByte(Math.floor(random() ** 2 * farthestByte), wayOf(random()));
  const isDoubled = random() < 0.2;
  return (frame): FrameFault | undefined => {
    const fault = cut(frame);
    if (fault) onCut();
    return fault ?? (isDoubled ? { kind: 'duplicate' } : undefined);
  };
}

function wayOf(share: number): CutKind {
  return ways[Math.floor(share * ways.length)] ?? 'cut';
}
