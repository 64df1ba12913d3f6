import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot, run } from './command.ts';

export const vsixFile = join(projectRoot, 'out', 'opencode-sessions.vsix');

/** Builds the extension for production and packs it. */
export async function buildVsix(): Promise<void> {
  await mkdir(dirname(vsixFile), { recursive: true });
  await step('The build', ['node', 'esbuild.mjs', '--production']);
  // The images of the README are in the package, and no repository is named that could have them.
  const quiet = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  await step('Packing', ['vsce', 'package', ...quiet, '--out', vsixFile]);
}

async function step(name: string, command: readonly [string, ...string[]]): Promise<void> {
  const { ok, output } = await run(command);
  if (!ok) throw new Error(`${name} failed:\n${output}`);
}
