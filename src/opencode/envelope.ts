import * as z from 'zod';

/** One event of the stream, whichever route it came by. */
export interface Frame {
  readonly type: string;
  readonly properties: unknown;
  /** Absent on the route that serves a single directory, and on what concerns the whole server. */
  readonly directory: string | undefined;
}

const eventSchema = z.looseObject({ type: z.string(), properties: z.unknown().optional() });
const globalSchema = z.looseObject({
  directory: z.string().optional().catch(undefined),
  payload: eventSchema,
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
  return { type: event.type, properties: event.properties, directory: wrapped?.directory };
}
