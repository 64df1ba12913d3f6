import type { Clock } from '../../base/time.ts';
import { InstallFolder } from './installFolder.ts';
import { installedOpencode, installRoot, namesIn } from './installedOpencode.ts';

/**
 * Takes away what an update had to leave because something still ran from it, and what interrupted
 * installs left. Nothing is looked at as long as there is only one version.
 */
export async function tidyInstalls(storageDirectory: string, clock: Clock): Promise<void> {
  const root = installRoot(storageDirectory);
  if (namesIn(root).length < 2) return;
  const folder = new InstallFolder(root, clock);
  await folder.sweep();
  await folder.removeAllBut(installedOpencode(storageDirectory)?.version);
}
