import { attachServer } from './attach.ts';
import { launchServer, type LaunchOptions } from './launch.ts';
import type { RunningServer } from './runningServer.ts';

/** @throws AppError, or why the signal aborts; nothing of ours is left behind then */
export async function startServer(
  options: LaunchOptions,
  signal: AbortSignal,
): Promise<RunningServer> {
  const { attach } = options.settings;
  return attach ? attachServer({ ...options, attach }, signal) : launchServer(options, signal);
}
