import * as z from 'zod';
import type { CommandInfo } from '../../model/command.ts';

/** Its template is of no use to us, and long. */
export const commandSchema = z.looseObject({
  name: z.string(),
  description: z.string().catch(''),
  source: z.enum(['command', 'mcp', 'skill']).catch('command'),
});

export function toCommand({
  name,
  description,
  source,
}: z.infer<typeof commandSchema>): CommandInfo {
  return { name, description, source };
}

export const pathsSchema = z.array(z.string());

export const changesSchema = z.array(z.looseObject({ patch: z.string().optional() }));
