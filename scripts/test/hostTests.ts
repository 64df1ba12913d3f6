import { join } from 'node:path';
import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { projectRoot, run } from '../command.ts';

export interface HostTests {
  readonly extensionDevelopmentPath: string;
  readonly extensionTestsPath: string;
}

/** Builds the extension and bundles the tests that run inside an extension host. */
export async function bundleHostTests(): Promise<HostTests> {
  const build = await run(['node', 'esbuild.mjs']);
  if (!build.ok) throw new Error(`The build failed:\n${build.output}`);
  const outdir = join(projectRoot, 'out', 'test', 'vscode');
  await rm(outdir, { recursive: true, force: true });
  const tests = globSync('test/vscode/*.test.ts', { cwd: projectRoot });
  await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/vscode/run.ts', ...tests],
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return {
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: join(outdir, 'run.cjs'),
  };
}
