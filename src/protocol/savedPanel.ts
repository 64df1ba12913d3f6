import * as z from 'zod/mini';
import { attachment } from './attachment.ts';

/** What belongs to a text besides its words. */
const extras = z.object({
  /** Mentions that were chosen from the list. */
  mentions: z.array(z.string()),
  files: z.array(attachment),
});
export type Extras = z.infer<typeof extras>;

/** A prompt on its way, and whose composer it came from. */
const sentPrompt = z.object({
  draftKey: z.string(),
  text: z.string(),
  extras: z.optional(extras),
});
export type SentPrompt = z.infer<typeof sentPrompt>;

/** An earlier prompt in the composer. */
const promptEdit = z.object({
  rowId: z.string(),
  /** What stood there before. */
  kept: z.string(),
  keptFiles: z.optional(z.array(attachment)),
  /** Given to the host, which has not answered. */
  promptKey: z.optional(z.string()),
});
export type EditedPrompt = z.infer<typeof promptEdit>;

/** What the webview keeps over a reload, and nothing else. */
const savedPanel = z.object({
  /** Read by the host too: what an editor tab shows again. */
  chat: z.optional(z.object({ rootId: z.string(), sessionId: z.string() })),
  drafts: z.record(z.string(), z.string()),
  /** By the key of their draft. */
  extras: z.optional(z.record(z.string(), extras)),
  /** Prompts that the host has not answered, by their key, the oldest first. */
  sent: z.record(z.string(), sentPrompt),
  /** By the key of the draft whose place they take. */
  edits: z.optional(z.record(z.string(), promptEdit)),
  /** What the person opened or closed by hand. */
  isOpen: z.record(z.string(), z.boolean()),
  /** Distance from the top; absent while the end is followed. */
  scrollTop: z.optional(z.number()),
});
export type SavedPanel = z.infer<typeof savedPanel>;

/** Empty for anything that is not ours, such as the state of an older version. */
export function parseSavedPanel(state: unknown): SavedPanel {
  const parsed = savedPanel.safeParse(state);
  return parsed.success ? parsed.data : { drafts: {}, sent: {}, isOpen: {} };
}
