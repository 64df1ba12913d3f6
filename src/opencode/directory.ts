/** Whether two absolute paths name one directory; Windows paths in any case and with either slash. */
export function sameDirectory(a: string, b: string): boolean {
  return a === b || comparable(a) === comparable(b);
}

/** What OpenCode may compare letter by letter; undefined on Windows, where one path has many spellings. */
export function exactDirectory(path: string): string | undefined {
  return isOfWindows(path) ? undefined : path;
}

function isOfWindows(path: string): boolean {
  return /^[a-z]:[\\/]/i.test(path) || path.startsWith('\\\\');
}

function comparable(path: string): string {
  const plain = isOfWindows(path) ? path.replaceAll('\\', '/').toLowerCase() : path;
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}
