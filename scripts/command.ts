import { delimiter, join, resolve } from 'node:path';
import { OwnedProcess } from '../test/support/ownedProcess.ts';

export const projectRoot = resolve(import.meta.dirname, '..');

/** The project's own tools come first, Node among them, however this script was started. */
export const projectEnv: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(projectRoot, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
};

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
}

/** Runs a tool in the project's folder to its end. */
export async function run(
  command: readonly [string, ...string[]],
  { env, ...options }: RunOptions = {},
): Promise<Outcome> {
  const [tool, ...args] = command;
  const child = new OwnedProcess(tool, args, {
    ...options,
    env: { ...projectEnv, ...env },
    cwd: projectRoot,
  });
  const ok = await child.finished();
  return { ok, output: child.output };
}

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** A signal ends this process in the orderly way, in which it takes its children along. */
export function endOnSignal(): { release(): void } {
  const handlers = Object.entries(signals).map(
    ([signal, number]) => [signal, () => process.exit(128 + number)] as const,
  );
  for (const [signal, handler] of handlers) process.once(signal, handler);
  return {
    release: () => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    },
  };
}

/** Waits for the first signal. A second one ends this process at once. */
export async function untilSignal(): Promise<void> {
  await new Promise((resolve) => {
    for (const signal of Object.keys(signals)) process.once(signal, resolve);
  });
  endOnSignal();
}
