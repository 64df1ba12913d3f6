import { statSync } from 'node:fs';
import { unlessAborted } from '../../base/abort.ts';
import { AppError } from '../../base/errors.ts';
import { attachServer } from './attach.ts';
import { launchServer, type LaunchOptions } from './launch.ts';
import { joinRun } from '../registry/joinRun.ts';
import { rootKey } from '../registry/rootKey.ts';
import type { RunningServer } from './runningServer.ts';

/** @throws AppError, or why the signal aborts; nothing of ours is left behind then */
export async function startServer(
  options: LaunchOptions,
  signal: AbortSignal,
): Promise<RunningServer> {
  const { attach } = options.settings;
  return attach ? attachServer({ ...options, attach }, signal) : joinOrLaunch(options, signal);
}

/** One window after the other, so that the second finds what the first has started. */
async function joinOrLaunch(options: LaunchOptions, signal: AbortSignal): Promise<RunningServer> {
  const { rootId, runs, onPhase } = options;
  onPhase('locating');
  requireFolder(rootId);
  const claim = await runs.claim(rootKey(rootId), () => onPhase('waiting'), signal);
  try {
    await unlessAborted(runs.reap(), signal);
    return (await joinRun(options, signal)) ?? (await launchServer(options, signal));
  } finally {
    claim?.release();
  }
}

/** The spawn itself would blame the program for it. */
function requireFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new AppError('folder-missing', `The folder ${path} does not exist (any more).`);
}
