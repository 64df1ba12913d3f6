import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { killMarkedProcesses, markedProcesses, type MarkedProcess } from './markedProcesses.ts';
import {
  isolatedOpencodeEnv,
  scriptedModelConfig,
  writeOpencodeConfig,
} from './model/opencodeConfig.ts';
import { startScriptedModel, type ScriptedModel } from './model/scriptedModel.ts';
import { opencodeBinary } from './opencodeBinary.ts';
import { createSampleWorkspace } from './sampleWorkspace.ts';

/** A folder in which a real OpenCode lives with the scripted model and a sample project. */
export interface Sandbox {
  readonly dir: string;
  readonly workspace: string;
  /** A fresh folder for VS Code's server data. */
  readonly vscodeData: string;
  readonly model: ScriptedModel;
  readonly env: Readonly<Record<string, string>>;
  /** User settings that lead the extension to the OpenCode of the npm package. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What has been started in this sandbox and still runs (Linux only). */
  processes(): MarkedProcess[];
  /** Ends the model and every process that is left. */
  dispose(): Promise<void>;
}

const mark = 'OPENCODE_SESSIONS_SANDBOX';

/** Empties `dir` and builds a sandbox in it. */
export async function createSandbox(dir: string): Promise<Sandbox> {
  rmSync(dir, { recursive: true, force: true });
  const workspace = join(dir, 'workspace');
  mkdirSync(workspace, { recursive: true });
  createSampleWorkspace(workspace);
  const model = await startScriptedModel({ cwd: workspace });
  const end = () => killMarkedProcesses(mark, dir);
  process.once('exit', end);
  const opencode = join(dir, 'opencode');
  writeOpencodeConfig(opencode, scriptedModelConfig(model.url));
  return {
    dir,
    workspace,
    vscodeData: join(dir, 'vscode'),
    model,
    env: { ...isolatedOpencodeEnv(opencode), [mark]: dir },
    settings: { 'opencodeSessions.server.path': opencodeBinary() },
    processes: () => markedProcesses(mark, dir),
    dispose: async () => {
      process.off('exit', end);
      end();
      await model.close();
    },
  };
}
