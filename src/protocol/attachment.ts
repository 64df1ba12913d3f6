import * as z from 'zod/mini';

/** More than any model takes, and little enough to keep. */
export const maxFileBytes = 8 * 1024 * 1024;
export const maxFiles = 20;

/** As base64 in a message it leaves room for what stands around it. */
export const pieceBytes = 96 * 1024;
/** A picture that is small enough to travel with what is saved of a draft. */
export const maxPreviewLength = 24_000;

/** It names a file of the host's storage. */
export const fileId = z.string().check(z.regex(/^[\w-]{1,100}$/));

/** A file that goes along with a prompt. Its bytes are with the host. */
export const attachment = z.object({
  id: fileId,
  name: z.string().check(z.maxLength(300)),
  mime: z.string().check(z.maxLength(100)),
  /** In bytes. */
  size: z.number(),
  /** A small picture of it, as a `data:` URL. */
  preview: z.optional(z.string().check(z.maxLength(maxPreviewLength))),
});
export type Attachment = z.infer<typeof attachment>;
