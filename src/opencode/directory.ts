/** Whether two absolute paths name one directory; Windows paths in any case and with either slash. */
export function sameDirectory(a: string, b: string): boolean {
  return a === b || comparable(a) === comparable(b);
}

function comparable(path: string): string {
  const isWindows = /^[a-z]:[\\/]/i.test(path) || path.startsWith('\\\\');
  const plain = isWindows ? path.replaceAll('\\', '/').toLowerCase() : path;
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}
