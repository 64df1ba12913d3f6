import { parseArgs } from 'node:util';
import type { MochaResult } from '../test/support/mochaRun.ts';
import { endOnSignal } from './command.ts';
import { resultOf, suites } from './test/suites.ts';

// Usage: node scripts/test.ts [unit] [webview] [live] [live-minimum] [vscode] [e2e] [--opencode VERSION|newest]

endOnSignal();
const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { opencode: { type: 'string' } },
});
const known = suites(values.opencode);
const unknown = wanted.filter((name) => !known.some((suite) => suite.name === name));
if (unknown.length > 0) throw new Error(`There is no suite called ${unknown.join(', ')}.`);

const lines: string[] = [];
const total = { passed: 0, failed: 0, skipped: 0 };
for (const suite of known) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  console.log(`\n── ${suite.name} ──`);
  const result = await resultOf(suite);
  for (const { title, message } of result.failures)
    lines.push(`  ✗ ${title}: ${firstLine(message)}`);
  lines.push(`${suite.name.padEnd(12)} ${counts(result)}`);
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skipped;
}
console.log(`\n${lines.join('\n')}\ntest: ${counts(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function counts({ passed, failed, skipped }: Omit<MochaResult, 'failures'>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
