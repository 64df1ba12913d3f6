/** A file's name for a session: readable, and one that every system takes. */
export function exportName(title: string, extension: string): string {
  const words = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return `${words || 'session'}.${extension}`;
}
