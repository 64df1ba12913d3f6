import type * as z from 'zod';
import type { Message } from '../../model/message.ts';
import { messageInfoSchema, type messagesSchema } from './wire.ts';
import { toPart } from './wirePart.ts';
import { toMessageInfo } from './wireSession.ts';

export function toMessages(list: z.infer<typeof messagesSchema>): readonly Message[] {
  return list.flatMap(({ info, parts }) => {
    const wire = messageInfoSchema.safeParse(info).data;
    if (!wire) return [];
    return [{ ...toMessageInfo(wire), parts: parts.flatMap((part) => toPart(part) ?? []) }];
  });
}
