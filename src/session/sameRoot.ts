import type { RootState } from './state.ts';

/** Whether two states of a root hold the same objects, whatever is in these fields. */
export function isSameBut(
  a: RootState,
  b: RootState,
  ignored: readonly (keyof RootState)[],
): boolean {
  const other: Readonly<Record<string, unknown>> = { ...b };
  const names: readonly string[] = ignored;
  return Object.entries(a).every(([name, value]) => names.includes(name) || value === other[name]);
}
