import { join, resolve } from 'node:path';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import { ChatPanel } from '../support/vscode/chatPanel.ts';
import { startVscode, type RunningVscode } from '../support/vscode/server.ts';
import type { VscodeVersion } from '../support/vscode/versions.ts';
import { openWorkbench, type Workbench } from '../support/vscode/workbench.ts';

const out = resolve(import.meta.dirname, '../../out');

/** A window of a real VS Code in which the packed extension is installed. */
export interface Editor {
  readonly sandbox: Sandbox;
  readonly vscode: RunningVscode;
  readonly workbench: Workbench;
  readonly chat: ChatPanel;
  /** Ends everything and returns what had to be killed because it did not end by itself. */
  close(): Promise<readonly string[]>;
}

export async function openEditor(version: VscodeVersion): Promise<Editor> {
  const sandbox = await createSandbox(join(out, 'test', `e2e-${version}`));
  const vscode = await startVscode({
    version,
    dataDir: sandbox.vscodeData,
    extensionVsix: join(out, 'opencode-sessions.vsix'),
    settings: sandbox.settings,
    env: sandbox.env,
  });
  const workbench = await openWorkbench(vscode.url, { folder: sandbox.workspace });
  await workbench.activity('OpenCode');
  return {
    sandbox,
    vscode,
    workbench,
    chat: new ChatPanel(workbench),
    close: async () => {
      await workbench.close();
      await vscode.stop();
      const leftovers = sandbox.processes().map((left) => left.command);
      await sandbox.dispose();
      return leftovers;
    },
  };
}
