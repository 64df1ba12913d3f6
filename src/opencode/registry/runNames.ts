import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Loaded with the extension itself, so nothing heavy may be imported here.

const tempPrefix = 'opencode-sessions-';
const idPattern = /(?<id>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** Of the folder of a run; undefined when no folder of ours is called so. */
export function runIdOf(name: string): string | undefined {
  return idPattern.exec(name)?.groups?.['id'];
}

/** Of the folder of a run that has found no place in the storage. */
export function tempName(id: string): string {
  return `${tempPrefix}${id}`;
}

export function isTempName(name: string): boolean {
  return name.startsWith(tempPrefix) && runIdOf(name) !== undefined;
}

/** Of the sole right to start a server, and of the draft of one. */
export function isClaim(name: string): boolean {
  return /^claim(?:ing)?-/.test(name);
}

export function serversFolder(storageDirectory: string): string {
  return join(storageDirectory, 'servers');
}

/** Whether it is worth to load what can look closer. */
export function hasSignsOfRuns(storageDirectory: string, temp: string = tmpdir()): boolean {
  return namesIn(serversFolder(storageDirectory)).length > 0 || namesIn(temp).some(isTempName);
}

/** None where there is no folder yet, or it cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
