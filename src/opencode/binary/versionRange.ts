import { AppError } from '../../base/errors.ts';

/** The oldest OpenCode that passes the live suite. */
export const minimumVersion = '1.17.0';

/** The newest one that passes it, and the one that is installed for those who ask for it. */
export const testedVersion = '1.18.33';

/** Why we cannot work with this version. Undefined for a development build too, whose version says nothing. */
export function versionProblem(version: string): AppError | undefined {
  if (isDevelopmentBuild(version)) return undefined;
  if (majorOf(version) >= 2) {
    const message = `OpenCode ${version} is of a newer generation; this extension works with 1.x so far, tested up to ${testedVersion}.`;
    return new AppError('server-too-new', message);
  }
  if (compareVersions(version, minimumVersion) >= 0) return undefined;
  const message = `OpenCode ${version} is too old for this extension; ${minimumVersion} or newer is needed.`;
  return new AppError('server-too-old', message);
}

/** It is started all the same: a release within 1.x seldom breaks anything. */
export function isUntested(version: string): boolean {
  return isDevelopmentBuild(version) || compareVersions(version, testedVersion) > 0;
}

/** Compares the numbers of two versions; what follows a hyphen is left out. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  const index = [0, 1, 2].find((at) => left[at] !== right[at]);
  return index === undefined ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

/** Those built from source say `local` or `0.0.0-branch-date`. */
function isDevelopmentBuild(version: string): boolean {
  return Number.isNaN(majorOf(version)) || /^v?0\.0\.0\b/.test(version);
}

function majorOf(version: string): number {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}

function numbers(version: string): readonly number[] {
  const [core = ''] = version.replace(/^v/, '').split('-');
  return core.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
