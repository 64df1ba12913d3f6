import { parseArgs } from 'node:util';
import type { MochaResult } from '../test/support/mochaRun.ts';
import { endOnSignal } from './command.ts';
import { resultOf, suites, type Suite } from './test/suites.ts';

// Usage: node scripts/test.ts [SUITE …] [--only PART] [--opencode VERSION|newest]

endOnSignal();
const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { opencode: { type: 'string' }, only: { type: 'string' } },
});
const known = suites(values);
const unknown = wanted.filter((name) => !known.some((suite) => suite.name === name));
if (unknown.length > 0) throw new Error(`There is no suite called ${unknown.join(', ')}.`);
const chosen = known.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

const lanes = Object.values(Object.groupBy(chosen, ({ lane }) => lane));
const results = new Map<Suite, MochaResult>();
await Promise.all(lanes.map(runLane));
report();

/** One suite after the other: those of a lane build into the same files. */
async function runLane(lane: readonly Suite[]): Promise<void> {
  for (const suite of lane) results.set(suite, await resultOf(suite));
}

function report(): void {
  const total = { passed: 0, failed: 0, skipped: 0 };
  console.log('');
  for (const suite of chosen) {
    const result = results.get(suite);
    if (!result) continue;
    for (const { title, message } of result.failures) {
      console.log(`  ✗ ${title}: ${firstLine(message)}`);
    }
    console.log(`${suite.name.padEnd(12)} ${counts(result)}`);
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped += result.skipped;
  }
  console.log(`test: ${counts(total)}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

function counts({ passed, failed, skipped }: Omit<MochaResult, 'failures'>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
