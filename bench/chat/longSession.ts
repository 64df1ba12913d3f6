import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { opencodeBinary } from '../../test/support/opencodeBinary.ts';
import type { Sandbox } from '../../test/support/sandbox.ts';

export interface LongSession {
  readonly title: string;
  readonly messages: number;
  /** Stands in its newest answer and nowhere else. */
  readonly lastWords: string;
}

const start = Date.UTC(2026, 0, 1);
const model = { providerID: 'scripted', modelID: 'demo' };
const tokens = { total: 900, input: 800, output: 100, reasoning: 0, cache: { read: 0, write: 0 } };

/** Puts a session of so many messages where the OpenCode of a sandbox keeps its own. */
export async function importSession(sandbox: Sandbox, messages: number): Promise<LongSession> {
  const session = { title: `${messages} messages`, messages, lastWords: `The end of ${messages}.` };
  const file = join(sandbox.dir, `session-${messages}.json`);
  writeFileSync(file, JSON.stringify(exported(session, sandbox.workspace)));
  const child = spawn(opencodeBinary(), ['import', file], {
    cwd: sandbox.workspace,
    env: { ...process.env, ...sandbox.env, PWD: sandbox.workspace },
    stdio: 'ignore',
  });
  await once(child, 'exit');
  rmSync(file);
  if (child.exitCode !== 0)
    throw new Error(`opencode import ended with ${String(child.exitCode)}.`);
  return session;
}

/** As `opencode export` writes it. */
function exported({ title, messages, lastWords }: LongSession, directory: string): object {
  const sessionID = idOf('ses', messages);
  const context = { sessionID, directory, lastWords };
  return {
    info: {
      id: sessionID,
      slug: `bench-${messages}`,
      projectID: 'global',
      directory,
      path: '',
      title,
      version: '1.18.33',
      time: { created: start, updated: start + messages * 1_000 },
    },
    messages: Array.from({ length: messages }, (_, index) =>
      index % 2 === 0 ? prompt(index, context) : answer(index, index === messages - 1, context),
    ),
  };
}

interface Context {
  readonly sessionID: string;
  readonly directory: string;
  readonly lastWords: string;
}

function prompt(index: number, { sessionID }: Context): object {
  const id = idOf('msg', index);
  const part = { id: idOf('prt', index * 8), sessionID, messageID: id };
  const text = `Question ${index}: what does part ${index} of the program do?`;
  return {
    info: { id, sessionID, role: 'user', time: { created: timeOf(index) }, agent: 'build', model },
    parts: [{ ...part, type: 'text', text }],
  };
}

function answer(index: number, isLast: boolean, context: Context): object {
  const { sessionID, directory, lastWords } = context;
  const id = idOf('msg', index);
  const time = { created: timeOf(index), completed: timeOf(index) + 900 };
  const parts = [
    { type: 'step-start' },
    toolPart(index),
    {
      type: 'text',
      text: isLast ? `${prose(index)}\n\n${lastWords}` : prose(index),
      time: spanOf(index),
    },
    { type: 'step-finish', reason: 'stop', cost: 0.001, tokens },
  ];
  return {
    info: {
      id,
      sessionID,
      parentID: idOf('msg', index - 1),
      role: 'assistant',
      mode: 'build',
      agent: 'build',
      path: { cwd: directory, root: directory },
      cost: 0.001,
      tokens,
      ...model,
      time,
      finish: 'stop',
    },
    parts: parts.map((part, at) => ({
      ...part,
      id: idOf('prt', index * 8 + at),
      sessionID,
      messageID: id,
    })),
  };
}

function toolPart(index: number): object {
  const output = Array.from(
    { length: 40 },
    (_, line) => `line ${line} of run ${index}: all is well`,
  ).join('\n');
  const command = `npm run step -- ${index}`;
  return {
    type: 'tool',
    tool: 'bash',
    callID: `call_${index}`,
    state: {
      status: 'completed',
      input: { command, description: `Runs step ${index}` },
      output,
      metadata: { output, exit: 0, truncated: false },
      title: command,
      time: spanOf(index),
    },
  };
}

function prose(index: number): string {
  return [
    `### Part ${index}`,
    '',
    `It reads the **settings** of part ${index}, checks them and hands them to \`part${index}.run()\`, which does the work and tells what came of it.`,
    '',
    '- it is called once for each folder',
    '- it waits for the one before it',
    '',
    '```ts',
    `export function part${index}(input: readonly string[]): number {`,
    '  return input.map((line) => line.length).reduce((sum, each) => sum + each, 0);',
    '}',
    '```',
  ].join('\n');
}

function timeOf(index: number): number {
  return start + index * 1_000;
}

function spanOf(index: number): { readonly start: number; readonly end: number } {
  return { start: timeOf(index), end: timeOf(index) + 500 };
}

/** OpenCode's ids sort by their time; these by their number. */
function idOf(prefix: string, index: number): string {
  return `${prefix}_${(0x1b_00_00_00_00_00 + index).toString(16).padStart(12, '0')}BenchBenchBen0`;
}
