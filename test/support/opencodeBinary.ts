import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rgPath } from '@vscode/ripgrep-universal';
import { cachedOpencode } from './installedOpencode.ts';

const platforms: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
};

/** Names another version than that of the installed npm package; see `scripts/test/suites.ts`. */
export const versionVariable = 'OPENCODE_SESSIONS_TEST_VERSION';

/** The OpenCode that tests run: the wanted version, else that of the installed npm package. */
export function opencodeBinary(): string {
  const version = process.env[versionVariable];
  return version === undefined || version === '' ? packagedBinary() : cachedOpencode(version);
}

/**
 * It is the platform package's own file: the wrapper's copy is placed by an install script, which npm
 * may have been told not to run.
 */
function packagedBinary(): string {
  const require = createRequire(import.meta.url);
  const packages = dirname(dirname(require.resolve('opencode-ai/package.json')));
  const file = process.platform === 'win32' ? 'opencode.exe' : 'opencode';
  const base = `opencode-${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const candidates = [base, `${base}-musl`, `${base}-baseline`, `${base}-baseline-musl`];
  const found = candidates.map((name) => join(packages, name, 'bin', file)).find(existsSync);
  if (found === undefined) throw new Error(`No OpenCode binary for ${base}; run npm ci.`);
  return found;
}

/** The folder to put on PATH so that OpenCode finds `rg` instead of downloading it. */
export function ripgrepDirectory(): string {
  return dirname(rgPath);
}
