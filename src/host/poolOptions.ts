import { basename } from 'node:path';
import type * as vscode from 'vscode';
import { systemClock } from '../base/time.ts';
import type { ServerPoolOptions } from '../opencode/server/serverPool.ts';
import { launchSettings, type LaunchSources } from './launchSettings.ts';
import type { LogChannels } from './logChannels.ts';
import { trustProblem } from './trust.ts';

/** The servers of this window, and where they write. */
export function poolOptions(
  { globalStorageUri }: vscode.ExtensionContext,
  channels: LogChannels,
  sources: LaunchSources,
): ServerPoolOptions {
  return {
    clock: systemClock,
    log: channels.extension,
    onOutput: (root, line) => channels.server.info(`[${basename(root)}] ${line}`),
    baseEnv: sources.variables.base,
    storageDirectory: globalStorageUri.fsPath,
    canStart: trustProblem,
    settings: launchSettings(sources),
  };
}
