import { realpathSync } from 'node:fs';

/** What says where a path leads to, so that every platform can be tested on any. */
export interface PathHost {
  readonly platform: NodeJS.Platform;
  /** @throws when there is nothing */
  readonly realPath: (path: string) => string;
}

const thisHost: PathHost = { platform: process.platform, realPath: realpathSync.native };

/** Where links lead to, in the system's own spelling; a drive of Windows stays one. */
export function canonicalPath(path: string, host = thisHost): string {
  try {
    const real = host.realPath(path);
    // `cmd.exe` cannot work in a share, and VS Code opens nothing in one before it has asked.
    const isShareOfDrive = host.platform === 'win32' && isShare(real) && !isShare(path);
    return isShareOfDrive ? withSystemsDrive(path) : real;
  } catch {
    // A folder that does not exist (any more) keeps its name; the server's start then says so.
    return path;
  }
}

function isShare(path: string): boolean {
  return path.startsWith('\\\\');
}

/** VS Code writes the letter small; the system and its terminals do not. */
function withSystemsDrive(path: string): string {
  return path.replace(/^[a-z](?=:)/, (letter) => letter.toUpperCase());
}
