import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rgPath } from '@vscode/ripgrep-universal';

const platforms: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
};

/**
 * The OpenCode binary of the installed npm package. It is the platform package's own file: the
 * wrapper's copy is placed by an install script, which npm may have been told not to run.
 */
export function opencodeBinary(): string {
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
