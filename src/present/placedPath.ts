/** A folder that must not be told, and what stands in for it. */
export interface NamedFolder {
  readonly folder: string;
  /** Such as `~` */
  readonly name: string;
}

/** The path with the first of these folders that it is in under its name, on whichever system it is. */
export function placedPath(path: string, folders: readonly NamedFolder[]): string {
  for (const { folder, name } of folders) {
    const base = folder.replace(/[\\/]+$/, '');
    if (base !== '' && isIn(path, base)) return `${name}${path.slice(base.length)}`;
  }
  return path;
}

/** Whether the path is this folder or below it, on whichever system it is. */
export function isIn(path: string, base: string): boolean {
  const isWindows = /^(?:[a-z]:|\\\\)/i.test(base);
  const [known, given] = isWindows ? [plain(base), plain(path)] : [base, path];
  return given === known || given.startsWith(`${known}/`);
}

/** Windows takes both slashes, and capitals for small letters. */
function plain(path: string): string {
  return path.replaceAll('\\', '/').toLowerCase();
}
