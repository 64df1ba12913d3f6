import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import { checkVersion } from './binaryVersion.ts';
import { foldersOf, pathsOf, variable } from './hostPaths.ts';
import { installedOpencode } from '../install/installedOpencode.ts';
import { tidyInstalls } from '../install/tidyInstalls.ts';
import { locateBinary } from './locate.ts';
import { systemHost, type LocateHost } from './locateHost.ts';
import { forgetLoginShellPaths, loginShellPath } from './loginShell.ts';
import type { Environment } from '../server/serverEnvironment.ts';

export interface BinaryRequest {
  readonly settings: {
    /** Undefined when OpenCode is to be looked for. */
    readonly binaryPath?: string | undefined;
    readonly extraEnv?: Environment;
  };
  readonly baseEnv: Environment;
  readonly storageDirectory: string;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface FoundBinary {
  readonly path: string;
  /** What the environment of its server is made from: the one given, with the PATH that was needed. */
  readonly baseEnv: Environment;
}

/**
 * The OpenCode to start, after it has told its version.
 * @throws AppError `binary-…` or `server-too-…`, or why the signal aborts
 */
export async function findBinary(
  request: BinaryRequest,
  signal: AbortSignal,
): Promise<FoundBinary> {
  const { settings, storageDirectory, clock, log } = request;
  const host = systemHost({ ...request.baseEnv, ...settings.extraEnv }, () =>
    loginShellPath(host.env, clock, signal),
  );
  const installed = installedOpencode(storageDirectory)?.path;
  if (installed !== undefined) await tidyInstalls(storageDirectory, clock);
  const located = await locateBinary(host, { setting: settings.binaryPath, installed });
  if (located.kind === 'missing') {
    forgetLoginShellPaths();
    throw located.error;
  }
  for (const line of located.skipped) log.info(line);
  const baseEnv = withLoginPath(host, request.baseEnv, located.loginPath);
  const env = { ...baseEnv, ...settings.extraEnv };
  await checkVersion({ binary: located.path, env, storageDirectory, clock, log }, signal);
  return { path: located.path, baseEnv };
}

/** The login shell's folders first, as in a terminal, then those that only the editor knows. */
function withLoginPath(host: LocateHost, env: Environment, login: string | undefined): Environment {
  if (login === undefined) return env;
  const own = variable({ ...host, env }, 'PATH');
  const folders = new Set([...foldersOf(host, login), ...foldersOf(host, own)]);
  // There are login shells only where the variable is spelt in one way.
  return { ...env, PATH: [...folders].join(pathsOf(host).delimiter) };
}
