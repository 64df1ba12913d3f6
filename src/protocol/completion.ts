import * as z from 'zod/mini';

const text = z.string();

/** What the list above the composer offers. */
export const completionItem = z.object({
  /** A codicon's name. */
  icon: text,
  label: text,
  /** Where it is or what it does, in a few words. */
  detail: text,
  /** Its kind, where the list has several: "skill", "mcp". */
  badge: z.optional(text),
  /** Takes the place of what was typed. */
  insert: text,
  /** Something of ours that is done at once instead. */
  act: z.optional(text),
});
export type CompletionItem = z.infer<typeof completionItem>;
