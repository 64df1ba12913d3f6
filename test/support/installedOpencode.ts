import { resolve } from 'node:path';
import { nullLogger } from '../../src/base/log.ts';
import { systemClock } from '../../src/base/time.ts';
import { installedOpencode } from '../../src/opencode/install/installedOpencode.ts';
import { LocalInstaller } from '../../src/opencode/install/opencodeInstaller.ts';
import { OwnedProcess } from './ownedProcess.ts';

const cache = resolve(import.meta.dirname, '../../.cache');

/** One folder for each: the installer keeps a single version in its own. */
const storageOf = (version: string) => resolve(cache, `opencode-${version}`);

/** The program of a version that was got before. */
export function cachedOpencode(version: string): string {
  const installed = installedOpencode(storageOf(version));
  if (installed) return installed.path;
  throw new Error(
    `OpenCode ${version} is missing; run npm run test:live -- --opencode ${version}.`,
  );
}

/**
 * Gets a version of OpenCode from npm into `.cache/`, as the extension itself does; `newest` is what
 * npm calls the latest. Does nothing when it is there. Resolves with its number.
 */
export async function getOpencode(
  wanted: string,
  report: (line: string) => void = () => undefined,
): Promise<string> {
  const version = wanted === 'newest' ? await newestVersion() : wanted;
  if (installedOpencode(storageOf(version))) return version;
  const installer = new LocalInstaller({
    storageDirectory: storageOf(version),
    env: () => process.env,
    clock: systemClock,
    log: nullLogger,
    version,
  });
  await installer.install(report, new AbortController().signal);
  return version;
}

async function newestVersion(): Promise<string> {
  const args = ['view', 'opencode-ai', 'version', '--loglevel=error'];
  const npm = new OwnedProcess('npm', args, { env: process.env });
  const isFine = await npm.finished();
  const version = /^\d+\.\d+\.\d+$/m.exec(npm.output)?.[0];
  if (isFine && version !== undefined) return version;
  throw new Error(`npm does not tell the newest version of OpenCode:\n${npm.output}`);
}
