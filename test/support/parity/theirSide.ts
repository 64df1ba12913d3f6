import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LiveServer } from '../liveServer.ts';
import {
  isolatedOpencodeEnv,
  scriptedModelConfig,
  writeOpencodeConfig,
} from '../model/opencodeConfig.ts';
import { opencodeBinary } from '../opencodeBinary.ts';
import type { Account, AskMode } from './account.ts';
import { callsSince, repeated } from './modelCalls.ts';
import { parityRules, resetProject } from './parityProject.ts';
import { readRunOutput } from './runOutput.ts';

/** `--auto` in newer versions, which still take this spelling. */
const allowFlag = '--dangerously-skip-permissions';
const rejection = /^! permission requested: (.*); auto-rejecting$/;
// oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
const colours = /\u001B\[\d+m/g;

/** One turn of `opencode run --format json`: a process of its own, with folders of its own. */
export async function theirAccount(
  live: LiveServer,
  script: string,
  mode: AskMode,
): Promise<Account> {
  resetProject(live.root);
  const before = live.model.calls.length;
  const { stdout, stderr, code } = await runOpencode(live, script, mode);
  const calls = callsSince(live.model, before);
  return {
    outcome: code === 0 ? 'completed' : 'failed',
    ...readRunOutput(stdout),
    // It says nothing while it waits for the next attempt.
    retries: repeated(calls),
    rejected: rejections(stderr).toSorted(),
    calls,
  };
}

async function runOpencode(live: LiveServer, script: string, mode: AskMode) {
  const directory = join(live.directory, 'run');
  writeOpencodeConfig(directory, { ...scriptedModelConfig(live.model.url), ...parityRules });
  const flags = mode === 'allow' ? [allowFlag] : [];
  const options = ['run', '--format', 'json', '--thinking', ...flags, `[[script:${script}]]`];
  const child = spawn(opencodeBinary(), options, {
    cwd: live.root,
    env: isolatedOpencodeEnv(directory),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 150_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (child.exitCode === null) throw new Error(`It did not end. ${stdout}${stderr}`);
  return { stdout, stderr, code: child.exitCode };
}

function rejections(stderr: string): readonly string[] {
  const lines = stderr.replace(colours, '').split('\n');
  const told = lines.map((line) => line.trim().replace(/\s+/g, ' ')).filter((line) => line !== '');
  return told.map((line) => {
    const asked = rejection.exec(line)?.[1];
    if (asked === undefined) throw new Error(`An unknown line: ${line}`);
    return asked;
  });
}
