import { globSync } from 'node:fs';
import { endOnSignal, projectRoot, run } from './command.ts';

type Command = readonly [string, ...string[]];

/** Given by name: without paths the linter walks into bundles. */
const sources = ['src', 'test', 'scripts', 'bench', 'esbuild.mjs'];

const architecture = 'test/unit/architecture.test.ts';

endOnSignal();
let failed = 0;
for (const [name, command] of checks()) {
  const { ok, output } = await run(command);
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}`);
  if (!ok) console.log(output);
  if (!ok) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;

function checks(): [string, Command][] {
  const types = typeProjects().map((project): [string, Command] => [
    `types ${project}`,
    ['tsc', '--noEmit', '-p', project],
  ]);
  return [
    ...types,
    ['lint', ['oxlint', '--type-aware', ...sources]],
    ['format', ['oxfmt', '--check', ...sources]],
    ['dead code', ['knip', '--no-progress']],
    // Without the configuration, which names all the unit tests.
    [
      'architecture',
      ['mocha', '--no-config', '--node-option=import=tsx', '--timeout=20000', architecture],
    ],
  ];
}

function typeProjects(): string[] {
  const pattern = '{tsconfig.json,{src,test,bench}/**/tsconfig.json}';
  return globSync(pattern, { cwd: projectRoot }).toSorted();
}
