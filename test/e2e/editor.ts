import { join, resolve } from 'node:path';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import { ChatPanel } from '../support/vscode/chatPanel.ts';
import { startVscode, type RunningVscode } from '../support/vscode/server.ts';
import type { VscodeVersion } from '../support/vscode/versions.ts';
import {
  openWorkbench,
  type Workbench,
  type WorkbenchTarget,
} from '../support/vscode/workbench.ts';

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

export interface EditorOptions {
  /** Keeps the sandbox apart from those of other test files. */
  readonly name?: string;
  /** Instead of those that lead to the OpenCode of the npm package. */
  settings?(sandbox: Sandbox): Readonly<Record<string, unknown>>;
  /** Added to what the extension host sees. */
  readonly env?: Readonly<Record<string, string>>;
  readonly workspaceTrust?: boolean;
  /** What the window opens, made in the sandbox; its sample project when left out. */
  target?(sandbox: Sandbox): WorkbenchTarget;
}

export async function openEditor(
  version: VscodeVersion,
  options: EditorOptions = {},
): Promise<Editor> {
  const folder = ['e2e', version, options.name].filter((part) => part !== undefined).join('-');
  const sandbox = await createSandbox(join(out, 'test', folder));
  try {
    return await openIn(sandbox, version, options);
  } catch (error) {
    await sandbox.dispose();
    throw error;
  }
}

async function openIn(
  sandbox: Sandbox,
  version: VscodeVersion,
  options: EditorOptions,
): Promise<Editor> {
  const vscode = await startVscode({
    version,
    dataDir: sandbox.vscodeData,
    extensionVsix: join(out, 'opencode-sessions.vsix'),
    settings: options.settings?.(sandbox) ?? sandbox.settings,
    env: { ...sandbox.env, ...options.env },
    workspaceTrust: options.workspaceTrust ?? false,
  });
  const workbench = await openWindow(
    vscode,
    options.target?.(sandbox) ?? { folder: sandbox.workspace },
  );
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

async function openWindow(vscode: RunningVscode, target: WorkbenchTarget): Promise<Workbench> {
  let workbench: Workbench | undefined;
  try {
    workbench = await openWorkbench(vscode.url, target);
    await workbench.activity('OpenCode');
    return workbench;
  } catch (error) {
    await workbench?.close();
    await vscode.stop();
    throw error;
  }
}
