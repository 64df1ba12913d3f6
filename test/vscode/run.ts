import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../support/mochaRun.ts';

/** The entry that the extension host calls; the test files are bundled beside it. */
export async function run(): Promise<void> {
  const here = import.meta.dirname;
  const files = readdirSync(here).filter((file) => file.endsWith('.test.cjs'));
  const { failed } = await runMocha({
    files: files.map((file) => join(here, file)),
    timeoutMs: 60_000,
    resultFile: process.env['OPENCODE_SESSIONS_TEST_RESULT'] ?? join(here, 'result.json'),
  });
  if (failed > 0) throw new Error(`${failed} tests failed.`);
}
