import * as z from 'zod';

/**
 * What is kept of a server while it runs, in a file that only the person can read: another window
 * needs it to join, and the next window to end what was left behind.
 */
export const runRecordSchema = z.object({
  format: z.literal(1),
  rootKey: z.string(),
  settingsKey: z.string(),
  host: z.string(),
  boot: z.string(),
  space: z.string(),
  /** For people who look into the folder. */
  root: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  /** The window that started it. */
  window: z.object({ pid: z.int().positive(), startedAt: z.string() }),
  username: z.string(),
  password: z.string(),
  /** Absent until it is spawned. */
  server: z
    .object({
      pid: z.int().positive(),
      startedAt: z.string(),
      port: z.int().positive(),
      binary: z.string(),
    })
    .optional(),
  /** OpenCode's, once it has answered: from then on others may join. */
  version: z.string().optional(),
});

export type RunRecord = z.infer<typeof runRecordSchema>;
export type RecordedServer = NonNullable<RunRecord['server']>;
