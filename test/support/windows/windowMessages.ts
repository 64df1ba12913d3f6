import * as z from 'zod';

/** What a window process is told when it is started. */
export const windowOptionsSchema = z.object({
  root: z.string(),
  storage: z.string(),
  temp: z.string(),
  env: z.record(z.string(), z.string()),
  binary: z.string(),
  permissionMode: z.enum(['ask', 'config']),
});
export type WindowOptions = z.infer<typeof windowOptionsSchema>;

export const windowCommandSchema = z.object({
  id: z.number(),
  name: z.enum([
    'open',
    'begin',
    'view',
    'startTool',
    'say',
    'untilIdle',
    'stop',
    'end',
    'reap',
    'close',
  ]),
  root: z.string(),
  argument: z.string(),
});
export type WindowCommand = z.infer<typeof windowCommandSchema>;

export const windowAnswerSchema = z.object({
  id: z.number(),
  value: z.string().optional(),
  error: z.string().optional(),
});
export type WindowAnswer = z.infer<typeof windowAnswerSchema>;

/** What a window sees of a root's server. */
export const windowViewSchema = z.object({
  kind: z.string(),
  origin: z.string().optional(),
  startedBy: z.string().optional(),
  unnoted: z.string().optional(),
  code: z.string().optional(),
  restartsAt: z.number().optional(),
  /** Every state so far, a start by its phases. */
  history: z.array(z.string()),
  log: z.array(z.string()),
});
export type WindowView = z.infer<typeof windowViewSchema>;
