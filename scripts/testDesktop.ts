import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { createSandbox } from '../test/support/sandbox.ts';
import { newestVscode } from '../test/support/vscode/versions.ts';
import { endOnSignal, projectRoot } from './command.ts';
import { bundleHostTests } from './test/hostTests.ts';

// Runs test/vscode in a desktop VS Code, where one can be downloaded and shown.

endOnSignal();
const tests = await bundleHostTests();
const out = join(projectRoot, 'out', 'test');
const sandbox = await createSandbox(join(out, 'desktop-sandbox'));
try {
  process.exitCode = await runTests({
    ...tests,
    version: newestVscode,
    cachePath: join(projectRoot, '.cache', 'vscode-desktop'),
    launchArgs: [
      sandbox.workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      `--user-data-dir=${sandbox.vscodeData}`,
    ],
    extensionTestsEnv: {
      ...sandbox.env,
      OPENCODE_SESSIONS_TEST_RESULT: join(out, 'desktop.json'),
    },
  });
} finally {
  await sandbox.dispose();
}
