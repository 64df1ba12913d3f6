import { randomBytes } from 'node:crypto';
import { messageId, type MessageId } from '../model/ids.ts';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idsPerMillisecond = 0x1000n;
const low48Bits = (1n << 48n) - 1n;

/**
 * Makes message ids as OpenCode does: 12 hexadecimal digits of time and counter, then 14 random
 * characters. OpenCode decides by their order whether a prompt is answered, so they only ascend.
 */
export function messageIdSource(now: () => number): () => MessageId {
  let last = 0n;
  return () => {
    const first = BigInt(now()) * idsPerMillisecond + 1n;
    last = first > last ? first : last + 1n;
    return messageId(`msg_${(last & low48Bits).toString(16).padStart(12, '0')}${randomTail()}`);
  };
}

function randomTail(): string {
  return Array.from(randomBytes(14), (byte) => base62.charAt(byte % base62.length)).join('');
}
