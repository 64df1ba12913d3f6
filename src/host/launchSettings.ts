import type { RootId } from '../model/ids.ts';
import type { AttachSettings } from '../opencode/server/attach.ts';
import type { ServerSettings } from '../opencode/server/launch.ts';
import type { ServerVariables } from './environment/serverVariables.ts';
import { ripgrepDirectory } from './ripgrep.ts';
import type { ServerCredentials } from './serverCredentials.ts';
import { readSettings } from './settings.ts';

export interface LaunchSources {
  readonly credentials: ServerCredentials;
  readonly variables: ServerVariables;
}

/** What a root's server starts with, as the settings say at that moment. */
export function launchSettings(sources: LaunchSources): (root: RootId) => ServerSettings {
  const ripgrep = ripgrepDirectory();
  return (root) => ({
    ...readSettings(),
    attach: attachSettings(sources.credentials),
    extraEnv: sources.variables.give(root),
    pathEntries: ripgrep === undefined ? [] : [ripgrep],
  });
}

function attachSettings(credentials: ServerCredentials): AttachSettings | undefined {
  const { serverUrl: url } = readSettings();
  return url === undefined ? undefined : { url, credentials: (origin) => credentials.get(origin) };
}
