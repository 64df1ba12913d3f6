import { iconBoxes, iconPaths } from 'codicons:paths';
import type { IconName } from './iconNames.ts';

/** The build fails for a name without a path, so there always is one. */
export function iconPath(name: IconName): string {
  return iconPaths[name] ?? '';
}

/** The `viewBox` that the path is drawn in. */
export function iconBox(name: IconName): string {
  return iconBoxes[name] ?? '0 0 16 16';
}
