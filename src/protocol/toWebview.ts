import * as z from 'zod/mini';
import { attachment } from './attachment.ts';
import { completionItem } from './completion.ts';
import { findMatch } from './find.ts';
import { chatView, partView, rowView } from './view.ts';

/** No message between host and webview may be larger, in UTF-16 units of its JSON. */
export const maxMessageLength = 256 * 1024;

const frameView = z.partial(z.omit(chatView, { rows: true }));
export type FramePatch = z.infer<typeof frameView>;

/** One step from a view to the next; ops apply in order. */
export const viewOp = z.discriminatedUnion('op', [
  /** Replaces the named fields around the rows. */
  z.object({ op: z.literal('frame'), frame: frameView }),
  /** Replaces the row of the same id, or puts it before `before` (at the end when absent). */
  z.object({ op: z.literal('row'), row: rowView, before: z.optional(z.string()) }),
  z.object({ op: z.literal('removeRow'), id: z.string() }),
  /** Replaces what an assistant row says around its parts; those it keeps (`row.parts` is empty). */
  z.object({ op: z.literal('head'), row: rowView }),
  /** In an assistant row, replaces the part of the same id, or puts it before `before` (else at the end). */
  z.object({
    op: z.literal('part'),
    rowId: z.string(),
    part: partView,
    before: z.optional(z.string()),
  }),
  /** The fast path of streaming: adds to a text or reasoning part. */
  z.object({
    op: z.literal('append'),
    rowId: z.string(),
    partId: z.string(),
    text: z.string(),
  }),
]);
export type ViewOp = z.infer<typeof viewOp>;

export const toWebview = z.discriminatedUnion('type', [
  /** Replaces everything. Its rows are the newest that fit; deltas bring the others. */
  z.object({ type: z.literal('snapshot'), revision: z.number(), view: chatView }),
  /** Valid on `revision - 1` only; on a gap the webview asks to `resync`. */
  z.object({ type: z.literal('delta'), revision: z.number(), ops: z.array(viewOp) }),
  /** Answers `showAll`. `isLast` ends a body that came in several pieces. */
  z.object({
    type: z.literal('body'),
    key: z.string(),
    text: z.string(),
    isLast: z.boolean(),
  }),
  /** OpenCode has the prompt, or the person took it back; the composer may forget it. */
  z.object({ type: z.literal('promptTaken'), promptKey: z.string() }),
  /** The prompt goes back to the composer, with the reason. */
  z.object({ type: z.literal('promptRefused'), promptKey: z.string(), reason: z.string() }),
  /** Answers the `complete` of this number, the likeliest first. */
  z.object({ type: z.literal('completions'), seq: z.number(), items: z.array(completionItem) }),
  /** The host keeps it; the composer shows it. */
  z.object({ type: z.literal('fileKept'), file: attachment }),
  /** With the reason, as a sentence. `fileId` when the page gave it. */
  z.object({
    type: z.literal('fileRefused'),
    fileId: z.optional(z.string()),
    reason: z.string(),
  }),
  z.object({ type: z.literal('focusComposer') }),
  z.object({ type: z.literal('openFind') }),
  /** Answers `find`, several times: these matches come before all that were told. */
  z.object({
    type: z.literal('found'),
    key: z.string(),
    matches: z.array(findMatch),
    /** How many messages have been looked through. */
    searched: z.number(),
    isDone: z.boolean(),
    /** There are more, which were not looked for. */
    isLimited: z.boolean(),
  }),
  /** Puts an earlier prompt into the composer, in place of what is there until that is over. */
  z.object({
    type: z.literal('editPrompt'),
    rowId: z.string(),
    text: z.string(),
    files: z.optional(z.array(attachment)),
  }),
  /** Puts text into the composer where it is empty, else after what is there. */
  z.object({
    type: z.literal('insertText'),
    text: z.string(),
    files: z.optional(z.array(attachment)),
  }),
]);
export type ToWebview = z.infer<typeof toWebview>;
