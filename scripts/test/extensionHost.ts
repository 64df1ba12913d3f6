import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mochaResultSchema } from '../../test/support/mochaRun.ts';
import { createSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import { until } from '../../test/support/until.ts';
import { startVscode, type RunningVscode } from '../../test/support/vscode/server.ts';
import { newestVscode } from '../../test/support/vscode/versions.ts';
import { openWorkbench } from '../../test/support/vscode/workbench.ts';
import { projectRoot } from '../command.ts';
import { bundleHostTests, type HostTests } from './hostTests.ts';

/** Runs `test/vscode` inside the extension host of a real VS Code. */
export async function runInExtensionHost(resultFile: string): Promise<void> {
  const tests = await bundleHostTests();
  const sandbox = await createSandbox(join(projectRoot, 'out', 'test', 'vscode-sandbox'));
  try {
    const vscode = await startVscode({
      version: newestVscode,
      dataDir: sandbox.vscodeData,
      settings: sandbox.settings,
      env: { ...sandbox.env, OPENCODE_SESSIONS_TEST_RESULT: resultFile },
      testDriver: true,
    });
    try {
      await drive(vscode, { sandbox, tests, resultFile });
    } finally {
      await vscode.stop();
    }
  } finally {
    await sandbox.dispose();
  }
}

interface HostRun {
  readonly sandbox: Sandbox;
  readonly tests: HostTests;
  readonly resultFile: string;
}

async function drive(vscode: RunningVscode, { sandbox, tests, resultFile }: HostRun) {
  const remote = (path: string) => `vscode-remote://${new URL(vscode.url).host}${path}`;
  const workbench = await openWorkbench(vscode.url, {
    folder: sandbox.workspace,
    payload: [
      ['extensionDevelopmentPath', remote(tests.extensionDevelopmentPath)],
      ['extensionTestsPath', remote(tests.extensionTestsPath)],
    ],
  });
  try {
    const what = `the tests in the extension host; its logs are in ${vscode.logsDir}`;
    await until(() => existsSync(resultFile), { what, timeoutMs: 600_000 });
    printFailures(resultFile);
  } finally {
    await workbench.close();
  }
}

/** The host's own output ends in its logs. */
function printFailures(resultFile: string): void {
  const { failures } = mochaResultSchema.parse(JSON.parse(readFileSync(resultFile, 'utf8')));
  for (const { title, message } of failures) console.log(`✗ ${title}\n${message}\n`);
}
