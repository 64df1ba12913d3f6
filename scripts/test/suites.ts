import { globSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { minimumVersion } from '../../src/opencode/versionRange.ts';
import { getOpencode } from '../../test/support/installedOpencode.ts';
import { mochaResultSchema, type MochaResult } from '../../test/support/mochaRun.ts';
import { versionVariable } from '../../test/support/opencodeBinary.ts';
import { projectRoot, run } from '../command.ts';
import { buildVsix } from '../vsix.ts';
import { runInExtensionHost } from './extensionHost.ts';

export interface Suite {
  readonly name: string;
  /** Leaves its counts in the file; may throw. */
  readonly run: (resultFile: string) => Promise<void>;
}

/** @param opencode the version for the suite `live`; the one of the npm package when left out */
export function suites(opencode?: string): readonly Suite[] {
  return [
    { name: 'unit', run: mochaSuite('test/unit/**/*.test.{ts,tsx}', 10_000) },
    { name: 'webview', run: mochaSuite('test/webview/**/*.test.ts', 20_000) },
    { name: 'live', run: liveSuite(opencode) },
    { name: 'live-minimum', run: liveSuite(minimumVersion) },
    { name: 'vscode', run: runInExtensionHost },
    {
      name: 'e2e',
      run: async (resultFile) => {
        await buildVsix();
        await mochaSuite('test/e2e/**/*.test.ts', 120_000)(resultFile);
      },
    },
  ];
}

/** Runs a suite; one that crashes or runs nothing is one failure more. */
export async function resultOf(suite: Suite): Promise<MochaResult> {
  const file = join(projectRoot, 'out', 'test', `${suite.name}.json`);
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  try {
    await suite.run(file);
    const result = mochaResultSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    if (result.passed + result.failed > 0) return result;
    return crashed(suite, 'No test ran.');
  } catch (error) {
    return crashed(suite, error instanceof Error ? error.message : String(error));
  }
}

function liveSuite(opencode: string | undefined): Suite['run'] {
  return async (resultFile) => {
    const version = opencode === undefined ? undefined : await getOpencode(opencode, console.log);
    if (version !== undefined) console.log(`OpenCode ${version}`);
    const env = version === undefined ? {} : { [versionVariable]: version };
    await mochaSuite('test/live/**/*.test.ts', 60_000, env)(resultFile);
  };
}

function mochaSuite(pattern: string, timeoutMs: number, env: NodeJS.ProcessEnv = {}): Suite['run'] {
  return async (resultFile) => {
    const files = globSync(pattern, { cwd: projectRoot });
    if (files.length === 0) throw new Error(`No file matches ${pattern}.`);
    const paths = files.map((file) => join(projectRoot, file));
    const entry = join(projectRoot, 'scripts', 'test', 'mochaProcess.ts');
    await run(['node', '--import=tsx', entry, resultFile, String(timeoutMs), ...paths], true, env);
  };
}

function crashed({ name }: Suite, message: string): MochaResult {
  console.log(`The suite ${name} did not run: ${message}`);
  return { passed: 0, failed: 1, skipped: 0, failures: [{ title: name, message }] };
}
