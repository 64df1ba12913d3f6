import type * as z from 'zod';
import { assertNever } from '../../base/errors.ts';
import { messageId, partId, sessionId } from '../../model/ids.ts';
import type { Part, ToolState } from '../../model/part.ts';
import { anyPartSchema, knownPartSchema, type toolStateSchema } from './wire.ts';

type KnownPart = z.infer<typeof knownPartSchema>;

const knownTypes: ReadonlySet<string> = new Set([
  'text',
  'reasoning',
  'tool',
  'file',
  'compaction',
  'patch',
]);

/** A part, `other` for a type that we do not show, or undefined when it cannot be read. */
export function toPart(wire: unknown): Part | undefined {
  const any = anyPartSchema.safeParse(wire).data;
  if (!any) return undefined;
  if (!knownTypes.has(any.type)) return { ...partBase(any), kind: 'other', type: any.type };
  const known = knownPartSchema.safeParse(wire).data;
  return known && toKnownPart(known);
}

function toKnownPart(wire: KnownPart): Part {
  const base = partBase(wire);
  switch (wire.type) {
    case 'text':
      return {
        ...base,
        kind: 'text',
        text: wire.text,
        isSynthetic: wire.synthetic,
        endedAt: wire.time?.end,
      };
    case 'reasoning': {
      const { start, end } = wire.time ?? {};
      return { ...base, kind: 'reasoning', text: wire.text, startedAt: start, endedAt: end };
    }
    case 'tool':
      return {
        ...base,
        kind: 'tool',
        callId: wire.callID,
        tool: wire.tool,
        state: toToolState(wire.state),
      };
    case 'file':
      return {
        ...base,
        kind: 'file',
        mime: wire.mime,
        name: wire.filename ?? wire.url.split('/').at(-1) ?? '',
        url: wire.url,
        ...(wire.source === undefined ? {} : { isMentioned: true }),
      };
    case 'compaction':
      return { ...base, kind: 'compaction', isAutomatic: wire.auto };
    case 'patch':
      return { ...base, kind: 'patch', files: wire.files };
    default:
      return assertNever(wire);
  }
}

function toToolState(wire: z.infer<typeof toolStateSchema>): ToolState {
  const { input } = wire;
  switch (wire.status) {
    case 'pending':
      return { kind: 'pending', input };
    case 'running': {
      const { title, metadata, time } = wire;
      return { kind: 'running', input, title, metadata, startedAt: time.start };
    }
    case 'completed': {
      const { output, title, metadata, time } = wire;
      const span = { startedAt: time.start, endedAt: time.end };
      return { kind: 'completed', input, output, title, metadata, ...span };
    }
    case 'error': {
      const { error, metadata, time } = wire;
      return { kind: 'error', input, error, metadata, startedAt: time.start, endedAt: time.end };
    }
    default:
      return assertNever(wire);
  }
}

function partBase(wire: z.infer<typeof anyPartSchema>) {
  return {
    id: partId(wire.id),
    messageId: messageId(wire.messageID),
    sessionId: sessionId(wire.sessionID),
  };
}
