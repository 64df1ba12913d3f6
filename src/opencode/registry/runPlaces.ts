import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RunFolder } from './runFolder.ts';
import { isClaim, isTempName, namesIn, runIdOf, serversFolder, tempName } from './runNames.ts';

/**
 * Where the folders of runs are: in the extension's storage, and for want of space or rights there,
 * each by itself in the system's folder for temporary files.
 */
export class RunPlaces {
  readonly servers: string;
  readonly temp: string;

  constructor(storageDirectory: string, temp: string = tmpdir()) {
    this.servers = serversFolder(storageDirectory);
    this.temp = temp;
  }

  /** @throws when it cannot be written */
  createInStorage(): RunFolder {
    makeFolder(this.servers);
    return RunFolder.create(join(this.servers, randomUUID()));
  }

  /** Its name cannot be guessed, so nobody can have made it before. @throws when it cannot be written */
  createInTemp(): RunFolder {
    return RunFolder.create(join(this.temp, tempName(randomUUID())));
  }

  folders(): readonly RunFolder[] {
    const inStorage = pathsIn(this.servers, isRun).filter((path) => statOf(path)?.isDirectory());
    const inTemp = pathsIn(this.temp, isTempName).filter((path) => isPrivate(path));
    return [...inStorage, ...inTemp].map((path) => new RunFolder(path));
  }

  /** What lies among the folders of servers and is nobody's. */
  strays(): readonly string[] {
    return pathsIn(this.servers, (name) => !isRun(name) && !isClaim(name));
  }
}

function makeFolder(path: string): void {
  const options = { mode: 0o700 };
  try {
    mkdirSync(path, { ...options, recursive: true });
  } catch (error) {
    if (!existsSync(dirname(path))) throw error;
    // Made alone, it tells why a disk does not take it.
    mkdirSync(path, options);
  }
}

function isRun(name: string): boolean {
  return runIdOf(name) === name;
}

function pathsIn(folder: string, isWanted: (name: string) => boolean): readonly string[] {
  return namesIn(folder)
    .filter(isWanted)
    .map((name) => join(folder, name));
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
