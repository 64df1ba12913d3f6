import { honestLine } from '../base/honestText.ts';
import { countText } from './format.ts';

/** What becomes of a file that is to go along with a prompt. */
export type FileVerdict =
  | { readonly kind: 'taken'; readonly mime: string }
  | { readonly kind: 'refused'; readonly reason: string };

const signatures: readonly (readonly [mime: string, at: number, bytes: readonly number[]])[] = [
  ['image/png', 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', 0, [0xff, 0xd8, 0xff]],
  // "GIF8", "WEBP" and "%PDF-".
  ['image/gif', 0, [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', 8, [0x57, 0x45, 0x42, 0x50]],
  ['application/pdf', 0, [0x25, 0x50, 0x44, 0x46, 0x2d]],
];
const imageName = /\.(?:png|jpe?g|gif|webp|bmp|ico|tiff?|heic|avif)$/i;

/** By its bytes: a name can say anything. */
export function fileVerdict(name: string, bytes: Uint8Array, maxBytes: number): FileVerdict {
  const shown = honestLine(name, 80);
  if (bytes.length === 0) return refused(`${shown} is empty.`);
  if (bytes.length > maxBytes) return refused(tooLarge(shown, maxBytes));
  const mime = mimeOf(bytes);
  const claimsImage = imageName.test(name) && mime?.startsWith('image/') !== true;
  if (claimsImage) return refused(`${shown} is not an image that models can read.`);
  if (mime === undefined) return refused(`${shown} is neither an image, a PDF nor text.`);
  return { kind: 'taken', mime };
}

export function tooLarge(name: string, maxBytes: number): string {
  return `${name} is larger than ${countText(maxBytes / (1024 * 1024))} MB.`;
}

function refused(reason: string): FileVerdict {
  return { kind: 'refused', reason };
}

function mimeOf(bytes: Uint8Array): string | undefined {
  const known = signatures.find(([, at, signature]) =>
    signature.every((byte, index) => bytes[at + index] === byte),
  );
  if (known) return known[0];
  return isText(bytes) ? 'text/plain' : undefined;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    // That is how it says so.
    return false;
  }
}
