import type * as z from 'zod';

/** Reads a list item by item; those that cannot be read are left out. */
export function readEach<S extends z.ZodType, T>(
  schema: S,
  list: readonly unknown[],
  map: (item: z.infer<S>) => T,
): readonly T[] {
  return list.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [map(parsed.data)] : [];
  });
}
