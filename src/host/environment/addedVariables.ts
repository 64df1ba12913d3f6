import type { Environment } from '../../opencode/server/serverEnvironment.ts';
import { variablesFor, type FolderHost, type FolderVariables } from './folderVariables.ts';
import {
  withDirectLoopback,
  withProxy,
  type AddedVariables,
  type ProxySettings,
} from './proxyVariables.ts';
import { changesBetween, withVariables } from './variables.ts';

export interface VariableSources {
  /** What the server would get without us. */
  readonly base: Environment;
  readonly proxy: ProxySettings;
  /** Of the setting `server.environment`. */
  readonly folders: readonly FolderVariables[];
}

/**
 * What is added to the environment of a root's server; undefined where a variable goes. What is set
 * for OpenCode wins over what VS Code uses for itself.
 */
export function addedVariables(
  root: string,
  { base, proxy, folders }: VariableSources,
  host: FolderHost,
): AddedVariables {
  const { platform } = host;
  const { env, notes } = withProxy(base, proxy, platform);
  const chosen = variablesFor(root, folders, host).reduce(
    (before, changes) => withVariables(before, changes, platform),
    env,
  );
  return { env: changesBetween(base, withDirectLoopback(chosen, platform)), notes };
}
