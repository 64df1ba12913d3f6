import * as z from 'zod';
import { insideCharacter } from './frameSplitter.ts';

/** One frame of the event stream on its way to us. */
export interface WireFrame {
  /** From 0, on this connection. */
  readonly index: number;
  readonly type: string;
  readonly sessionId: string | undefined;
  readonly bytes: Buffer;
}

/** `cut`: the connection breaks; `reset`: the other side hangs up hard; `end`: it ends as if all were said. */
export type CutKind = 'cut' | 'reset' | 'end';

/** What becomes of a frame. Order is kept: what is behind a delayed frame waits too. */
export type FrameFault =
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** In two pieces, the second of which comes a moment later. */
  | { readonly kind: 'split'; readonly at: number }
  /** After so many of the frame's bytes. */
  | { readonly kind: 'cut'; readonly at: number; readonly how: CutKind }
  /** The connection stays, and nothing comes any more, this frame included. */
  | { readonly kind: 'stall' };

/** Decides for each frame of one connection; undefined lets it pass. */
export type StreamPlan = (frame: WireFrame) => FrameFault | undefined;

const eventSchema = z.looseObject({
  type: z.string(),
  properties: z
    .looseObject({
      sessionID: z.string().optional(),
      info: z.looseObject({ sessionID: z.string().optional() }).optional(),
      part: z.looseObject({ sessionID: z.string().optional() }).optional(),
    })
    .optional(),
});
const frameSchema = z.union([
  z.looseObject({ payload: eventSchema }).transform(({ payload }) => payload),
  eventSchema,
]);

export function wireFrame(bytes: Buffer, index: number): WireFrame {
  const data = bytes.toString('utf8').replace(/^data: ?/, '');
  const event = frameSchema.safeParse(parsed(data)).data;
  const { sessionID, info, part } = event?.properties ?? {};
  const sessionId = sessionID ?? info?.sessionID ?? part?.sessionID;
  return { index, type: event?.type ?? '', sessionId, bytes };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    // A comment, or a frame that is broken on purpose.
    return undefined;
  }
}

/** At a byte of the whole connection, wherever in a frame that is. */
export function cutAtByte(offset: number, how: CutKind): StreamPlan {
  let sent = 0;
  return ({ bytes }) => {
    const before = sent;
    sent += bytes.length;
    return offset >= before && offset < sent
      ? { kind: 'cut', at: offset - before, how }
      : undefined;
  };
}

/** Before or after the first frame of a type on each connection. */
export function cutAtType(type: string, where: 'before' | 'after', how: CutKind): StreamPlan {
  return ({ type: actual, bytes }) =>
    actual === type ? { kind: 'cut', at: where === 'before' ? 0 : bytes.length, how } : undefined;
}

/** After so many frames of the connection. */
export function cutAfterFrames(count: number, how: CutKind): StreamPlan {
  return ({ index, bytes }) =>
    index + 1 === count ? { kind: 'cut', at: bytes.length, how } : undefined;
}

/** In the middle of a character of several bytes. */
export function cutInsideCharacter(how: CutKind): StreamPlan {
  return ({ bytes }) => {
    const at = insideCharacter(bytes);
    return at === undefined ? undefined : { kind: 'cut', at, how };
  };
}

/** Every frame in two pieces, within a character where there is one of several bytes. */
export const splitAll: StreamPlan = ({ bytes }) => ({
  kind: 'split',
  at: insideCharacter(bytes) ?? Math.floor(bytes.length / 2),
});

export const duplicateAll: StreamPlan = () => ({ kind: 'duplicate' });

export function dropAll(type: string): StreamPlan {
  return (frame) => (frame.type === type ? { kind: 'drop' } : undefined);
}

/** Every so many frames one is missing, the greeting never. */
export function dropSome(every: number): StreamPlan {
  return ({ index }) => (index > 0 && index % every === 0 ? { kind: 'drop' } : undefined);
}
