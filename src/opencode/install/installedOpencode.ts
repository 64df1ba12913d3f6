import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledOpencode } from '../../model/installer.ts';
import { executableName } from '../binary/platformPackages.ts';
import { compareVersions } from '../binary/versionRange.ts';

/** Holds a folder for each version, and those of installs that are under way. */
export function installRoot(storageDirectory: string): string {
  return join(storageDirectory, 'opencode');
}

export function programIn(versionFolder: string): string {
  return join(versionFolder, 'bin', executableName(process.platform));
}

/** The newest OpenCode that this extension installed. */
export function installedOpencode(storageDirectory: string): InstalledOpencode | undefined {
  const root = installRoot(storageDirectory);
  const version = versionsIn(root)
    .toSorted(compareVersions)
    .findLast((name) => existsSync(programIn(join(root, name))));
  return version === undefined ? undefined : { version, path: programIn(join(root, version)) };
}

export function versionsIn(root: string): readonly string[] {
  return namesIn(root).filter((name) => /^\d+\.\d+\.\d+/.test(name));
}

export function namesIn(root: string): readonly string[] {
  try {
    return readdirSync(root);
  } catch {
    // Nothing was ever installed.
    return [];
  }
}
