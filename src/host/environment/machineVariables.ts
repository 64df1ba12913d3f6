import { homedir } from 'node:os';
import type { Logger } from '../../base/log.ts';
import { canonicalPath } from '../canonicalPath.ts';
import { readEnvironmentSetting } from '../settings.ts';
import { withoutEditorVariables } from './editorVariables.ts';
import { readProxySettings } from './proxySettings.ts';
import { ServerVariables } from './serverVariables.ts';

/** What servers are given on this machine, by this VS Code's settings. */
export function machineVariables(log: Logger): ServerVariables {
  return new ServerVariables({
    base: withoutEditorVariables(process.env),
    host: { platform: process.platform, home: homedir(), canonical: canonicalPath },
    readProxy: readProxySettings,
    readEnvironment: readEnvironmentSetting,
    log,
  });
}
