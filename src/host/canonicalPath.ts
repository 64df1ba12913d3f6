import { realpathSync } from 'node:fs';

/** Where links lead to, in the system's own spelling. */
export function canonicalPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // A folder that does not exist (any more) keeps its name; the server's start then says so.
    return path;
  }
}
