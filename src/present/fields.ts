/** Readers for values nobody has promised anything about: the wrong kind reads as absent. */

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function textField(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

export function numberField(
  fields: Readonly<Record<string, unknown>>,
  name: string,
): number | undefined {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function listField(
  fields: Readonly<Record<string, unknown>>,
  name: string,
): readonly unknown[] {
  const value = fields[name];
  return Array.isArray(value) ? value : [];
}

/** The first of the names that holds text. */
export function firstText(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string {
  return names.map((name) => textField(fields, name)).find((value) => value !== '') ?? '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
