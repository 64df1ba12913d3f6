import * as z from 'zod';

/** One event of the stream, whichever route it came by. */
export interface Frame {
  readonly type: string;
  readonly properties: unknown;
  /** The same whenever and however often an event is told. */
  readonly id: string | undefined;
  /** Absent on the route that serves a single directory, and on what concerns the whole server. */
  readonly directory: string | undefined;
  /** What OpenCode stores it tells a second time, with its place among all that it stored of a session. */
  readonly place?: StoredPlace | undefined;
}

export interface StoredPlace {
  readonly of: string;
  /** Counts from 0 without a gap. */
  readonly number: number;
}

const eventSchema = z.looseObject({
  id: z.string().optional().catch(undefined),
  type: z.string(),
  properties: z.unknown().optional(),
});
const globalSchema = z.looseObject({
  directory: z.string().optional().catch(undefined),
  payload: eventSchema,
});
const secondTellingSchema = z.looseObject({
  syncEvent: z.looseObject({
    id: z.string(),
    type: z.string(),
    seq: z.number(),
    aggregateID: z.string(),
    data: z.unknown().optional(),
  }),
});

/** Reads `{type, properties}` of `/event` and `{directory, payload}` of `/global/event`. */
export function parseFrame(data: string): Frame | undefined {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    // Counted by the caller as a frame that cannot be read.
    return undefined;
  }
  const wrapped = globalSchema.safeParse(json).data;
  const event = wrapped?.payload ?? eventSchema.safeParse(json).data;
  if (!event) return undefined;
  const directory = wrapped?.directory;
  const { id, type, properties } = event;
  return secondTelling(event, directory) ?? { id, type, properties, directory };
}

/** `{type: 'sync', syncEvent: {id, type: 'session.updated.1', seq, aggregateID, data}}` */
function secondTelling(event: unknown, directory: string | undefined): Frame | undefined {
  const told = secondTellingSchema.safeParse(event).data?.syncEvent;
  if (!told) return undefined;
  const type = told.type.replace(/\.\d+$/, '');
  const place = { of: told.aggregateID, number: told.seq };
  return { id: told.id, type, properties: told.data, directory, place };
}
