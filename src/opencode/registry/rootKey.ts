import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { RootId } from '../../model/ids.ts';
import type { ServerSettings } from '../server/launch.ts';
import type { Environment } from '../server/serverEnvironment.ts';
import { thisMachine } from './machine.ts';

/** The same for every way to write a folder of this machine, and fit for the name of a file. */
export function rootKey(root: RootId): string {
  const path = canonical(root);
  const { host, boot, space } = thisMachine();
  return digest([host, boot, space, process.platform === 'win32' ? path.toLowerCase() : path]);
}

/** The same where a server of the one may do the work of the other: it asks and acts alike. */
export function settingsKey(settings: ServerSettings, baseEnv: Environment): string {
  const { binaryPath, permissionMode, extraEnv = {} } = settings;
  const added = Object.entries(extraEnv).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return digest([binaryPath, permissionMode, added, baseEnv['OPENCODE_CONFIG_CONTENT']]);
}

function canonical(root: RootId): string {
  try {
    return realpathSync.native(root);
  } catch {
    // A folder that is gone; the start says so.
    return root;
  }
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
