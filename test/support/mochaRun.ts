import { writeFileSync } from 'node:fs';
import * as z from 'zod';

export const mochaResultSchema = z.object({
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  failures: z.array(z.object({ title: z.string(), message: z.string() })),
});

export type MochaResult = z.infer<typeof mochaResultSchema>;

export interface MochaRunOptions {
  readonly files: readonly string[];
  readonly timeoutMs: number;
  /** Gets the result as JSON, for the process that started this one. */
  readonly resultFile: string;
}

/** Runs test files in this process, prints them, and writes the counts. */
export async function runMocha(options: MochaRunOptions): Promise<MochaResult> {
  // Not a static import: the extension host loads this as CommonJS, and mocha is a module.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: options.timeoutMs, forbidOnly: true });
  for (const file of options.files.toSorted()) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failures: MochaResult['failures'] = [];
  const counts = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test, error: Error) =>
      failures.push({ title: test.fullTitle(), message: error.stack ?? String(error) }),
    );
  });
  const { passes = 0, pending = 0 } = counts ?? {};
  const result = { passed: passes, failed: failures.length, skipped: pending, failures };
  writeFileSync(options.resultFile, JSON.stringify(result));
  return result;
}
