import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { rootId } from '../../src/model/ids.ts';

const directory = join(import.meta.dirname, '../fixtures/recordings');

/** Where the recordings were made. */
export const recordedRoot = rootId('/home/dev/project');

const lineSchema = z.looseObject({ ev: z.unknown() });

/** The names of all recorded streams. */
export const recordedStreams: readonly string[] = readdirSync(directory).filter((name) =>
  name.endsWith('.jsonl'),
);

/** The data of each frame of a recorded stream, as OpenCode sent it. */
export function recordedFrames(name: string): readonly string[] {
  const lines = readFileSync(join(directory, name), 'utf8').trim().split('\n');
  const frames = lines.map((line) => lineSchema.parse(JSON.parse(line)).ev);
  return frames.filter((frame) => frame !== null).map((frame) => JSON.stringify(frame));
}
