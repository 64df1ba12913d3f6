import type { FileLink } from '../protocol/view.ts';

/** The path as a person of this root knows it: relative inside the root, whole outside. */
export function relativePath(root: string, path: string): string {
  const base = slashed(root).replace(/\/+$/, '');
  const full = slashed(path);
  if (full === base) return '.';
  const isInside = isWindowsPath(base)
    ? full.toLowerCase().startsWith(`${base.toLowerCase()}/`)
    : full.startsWith(`${base}/`);
  return isInside ? full.slice(base.length + 1) : path;
}

/** A link that the host can open, or nothing for an empty path. */
export function fileLink(root: string, path: string, line?: number): FileLink | undefined {
  if (path === '') return undefined;
  return { path, label: relativePath(root, path), ...(line === undefined ? {} : { line }) };
}

function slashed(path: string): string {
  return isWindowsPath(path) ? path.replaceAll('\\', '/') : path;
}

function isWindowsPath(path: string): boolean {
  return /^(?:[a-z]:|\\\\)/i.test(path);
}
