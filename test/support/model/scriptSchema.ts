import * as z from 'zod';

/** Prose in a script file: one string, or one string per line. */
const prose = z
  .union([z.string(), z.array(z.string()).transform((lines) => lines.join('\n'))])
  .default('');

const failureSchema = z.strictObject({
  status: z.int().min(400).max(599),
  message: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Fail only the first time this step is asked for, then speak. */
  once: z.boolean().default(false),
});

const toolCallSchema = z.strictObject({
  name: z.string(),
  /** Values may name `$CWD` (the session's directory) and `$MODEL` (this server's URL). */
  args: z.record(z.string(), z.json()),
});

const stepSchema = z.strictObject({
  reasoning: prose,
  text: prose,
  /** How often `text` is said, which may count itself by `$ROUND`; makes long streams out of short files. */
  repeat: z.int().positive().default(1),
  tools: z.array(toolCallSchema).default([]),
  startDelayMs: z.int().nonnegative().default(0),
  chunkSize: z.int().positive().default(12),
  chunkDelayMs: z.int().nonnegative().default(15),
  finish: z.enum(['stop', 'length', 'content_filter', 'tool_calls']).optional(),
  fail: failureSchema.optional(),
  /** Drop the connection after the text instead of finishing. */
  cut: z.boolean().default(false),
  /** Tell of this error after the text, within a stream that began well. */
  breakdown: z.strictObject({ message: z.string(), type: z.string() }).optional(),
});

export const scriptSchema = z.strictObject({
  about: z.string(),
  /** Words in a plain prompt that choose this script; `*` takes what no other script wants. */
  match: z.array(z.string()).default([]),
  steps: z.tuple([stepSchema], stepSchema),
});

export type Script = z.infer<typeof scriptSchema>;
export type ScriptStep = z.infer<typeof stepSchema>;
export type ToolCall = z.infer<typeof toolCallSchema>;
export type StepFailure = z.infer<typeof failureSchema>;
