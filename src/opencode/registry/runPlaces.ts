import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isClaim } from './rootClaim.ts';
import { RunFolder, runIdOf } from './runFolder.ts';

const tempPrefix = 'opencode-sessions-';

/**
 * Where the folders of runs are: in the extension's storage, and for want of space or rights there,
 * each by itself in the system's folder for temporary files.
 */
export class RunPlaces {
  readonly servers: string;
  readonly temp: string;

  constructor(storageDirectory: string, temp: string = tmpdir()) {
    this.servers = join(storageDirectory, 'servers');
    this.temp = temp;
  }

  /** @throws when it cannot be written */
  createInStorage(): RunFolder {
    mkdirSync(this.servers, { recursive: true, mode: 0o700 });
    return RunFolder.create(join(this.servers, randomUUID()));
  }

  /** Its name cannot be guessed, so nobody can have made it before. @throws when it cannot be written */
  createInTemp(): RunFolder {
    return RunFolder.create(join(this.temp, `${tempPrefix}${randomUUID()}`));
  }

  folders(): readonly RunFolder[] {
    const inStorage = pathsIn(this.servers, (name) => runIdOf(name) === name);
    return [...inStorage.filter((path) => statOf(path)?.isDirectory()), ...this.#inTemp()].map(
      (path) => new RunFolder(path),
    );
  }

  /** What lies among the folders of servers and is nobody's. */
  strays(): readonly string[] {
    return pathsIn(this.servers, (name) => runIdOf(name) !== name && !isClaim(name));
  }

  /** Reads names only: whether it is worth to load what can look closer. */
  isEmpty(): boolean {
    return pathsIn(this.servers, () => true).length === 0 && this.#inTemp().length === 0;
  }

  #inTemp(): readonly string[] {
    return pathsIn(
      this.temp,
      (name) => name.startsWith(tempPrefix) && runIdOf(name) !== undefined,
    ).filter((path) => isPrivate(path));
  }
}

function pathsIn(folder: string, isWanted: (name: string) => boolean): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(isWanted)
      .map((name) => join(folder, name));
  } catch {
    // It is not there yet, or cannot be read: then nothing of ours can be found in it.
    return [];
  }
}

/** Everybody may write into the folder for temporary files, so what lies there must be ours alone. */
function isPrivate(path: string): boolean {
  const stat = statOf(path);
  if (!stat?.isDirectory()) return false;
  return (
    process.platform === 'win32' || (stat.uid === process.getuid?.() && (stat.mode & 0o77) === 0)
  );
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
