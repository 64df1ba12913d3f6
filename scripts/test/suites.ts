import { globSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { minimumVersion } from '../../src/opencode/binary/versionRange.ts';
import { getOpencode } from '../../test/support/installedOpencode.ts';
import { mochaResultSchema, type MochaResult } from '../../test/support/mochaRun.ts';
import { versionVariable } from '../../test/support/opencodeBinary.ts';
import { projectRoot, run } from '../command.ts';
import { buildVsix } from '../vsix.ts';
import { runInExtensionHost } from './extensionHost.ts';

/** The suites of one lane run one after the other, those of the other at the same time. */
type Lane = 'editor' | 'server';

export interface Suite {
  readonly name: string;
  readonly lane: Lane;
  /** Leaves its counts in the file; may throw. */
  readonly run: (resultFile: string) => Promise<void>;
}

export interface SuiteOptions {
  /** The version for the suite `live`; the one of the npm package when left out. */
  readonly opencode?: string | undefined;
  /** Of the files only those with this in their path. */
  readonly only?: string | undefined;
}

export function suites({ opencode, only = '' }: SuiteOptions): readonly Suite[] {
  const files = (name: string, pattern: string, timeoutMs: number) => ({
    name,
    files: globSync(pattern, { cwd: projectRoot }).filter((file) => file.includes(only)),
    timeoutMs,
  });
  const live = files('live', 'test/live/**/*.test.ts', 60_000);
  const minimum = files('live-minimum', 'test/live/contract/*.test.ts', 60_000);
  const e2e = files('e2e', 'test/e2e/**/*.test.ts', 120_000);
  return [
    mochaSuite('editor', files('unit', 'test/unit/**/*.test.{ts,tsx}', 10_000)),
    mochaSuite('editor', files('webview', 'test/webview/**/*.test.ts', 20_000)),
    { name: 'live', lane: 'server', run: (result) => runLive(live, result, opencode) },
    { name: 'vscode', lane: 'editor', run: runInExtensionHost },
    {
      name: 'e2e',
      lane: 'editor',
      run: async (result) => {
        await buildVsix();
        await runFiles(e2e, result);
      },
    },
    {
      name: 'live-minimum',
      // Where there is time left.
      lane: 'editor',
      run: (result) => runLive(minimum, result, minimumVersion),
    },
  ];
}

/** Runs a suite; one that crashes or runs nothing is one failure more. */
export async function resultOf(suite: Suite): Promise<MochaResult> {
  const file = join(projectRoot, 'out', 'test', `${suite.name}.json`);
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  const started = performance.now();
  try {
    await suite.run(file);
    const result = mochaResultSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    if (result.passed + result.failed > 0) return result;
    return crashed(suite, 'No test ran.');
  } catch (error) {
    return crashed(suite, error instanceof Error ? error.message : String(error));
  } finally {
    tell(suite.name, `took ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  }
}

interface TestFiles {
  readonly name: string;
  readonly files: readonly string[];
  readonly timeoutMs: number;
}

function mochaSuite(lane: Lane, files: TestFiles): Suite {
  return { name: files.name, lane, run: (resultFile) => runFiles(files, resultFile) };
}

async function runLive(
  files: TestFiles,
  resultFile: string,
  opencode: string | undefined,
): Promise<void> {
  const say = (line: string) => tell(files.name, line);
  const version = opencode === undefined ? undefined : await getOpencode(opencode, say);
  if (version !== undefined) say(`OpenCode ${version}`);
  await runFiles(files, resultFile, version === undefined ? {} : { [versionVariable]: version });
}

async function runFiles(
  { name, files, timeoutMs }: TestFiles,
  resultFile: string,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  if (files.length === 0) throw new Error('No such file.');
  const paths = files.map((file) => join(projectRoot, file));
  const entry = join(projectRoot, 'scripts', 'test', 'mochaProcess.ts');
  const command = ['--import=tsx', entry, resultFile, String(timeoutMs), ...paths];
  await run(['node', ...command], { env, onLine: (line) => tell(name, line) });
}

/** Two suites may print at the same time. */
function tell(name: string, line: string): void {
  console.log(`${name.padEnd(12)} │ ${line}`);
}

function crashed({ name }: Suite, message: string): MochaResult {
  tell(name, `did not run: ${message}`);
  return { passed: 0, failed: 1, skipped: 0, failures: [{ title: name, message }] };
}
