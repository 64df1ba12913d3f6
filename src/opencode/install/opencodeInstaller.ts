import { join } from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type {
  InstalledOpencode,
  InstallPlan,
  OpencodeInstaller,
  RemoveOutcome,
} from '../../model/installer.ts';
import { systemHost, type LocateHost } from '../binary/locateHost.ts';
import { forgetLoginShellPaths, loginShellPath } from '../binary/loginShell.ts';
import type { Environment } from '../server/serverEnvironment.ts';
import { testedVersion } from '../binary/versionRange.ts';
import { InstallFolder } from './installFolder.ts';
import { fileFailure } from './installFailure.ts';
import { installedOpencode, installRoot } from './installedOpencode.ts';
import { PackageFetch } from './packageFetch.ts';
import { findPackageManager, type PackageManager } from './packageManager.ts';

export interface InstallerOptions {
  /** A directory of ours, made when needed. */
  readonly storageDirectory: string;
  /** Read anew for every use. */
  readonly env: () => Environment;
  readonly clock: Clock;
  readonly log: Logger;
  /** The version that was tested, when left out. */
  readonly version?: string;
}

/** Installs with the person's own package manager, which also checks that what it got is what it asked for. */
export class LocalInstaller implements OpencodeInstaller, Disposable {
  readonly version: string;
  readonly directory: string;
  readonly #options: InstallerOptions;
  readonly #folder: InstallFolder;
  readonly #ended = new AbortController();

  constructor(options: InstallerOptions) {
    this.#options = options;
    this.version = options.version ?? testedVersion;
    this.directory = installRoot(options.storageDirectory);
    this.#folder = new InstallFolder(this.directory, options.clock);
  }

  installed(): InstalledOpencode | undefined {
    return installedOpencode(this.#options.storageDirectory);
  }

  async plan(): Promise<InstallPlan> {
    const host = this.#host(this.#ended.signal);
    const { name } = await managerOf(host);
    const [likeliest, ...otherPackages] = host.packages;
    const folder = join(this.directory, this.version);
    return { version: this.version, package: likeliest, otherPackages, manager: name, folder };
  }

  /** What is under way ends at once. */
  dispose(): void {
    this.#ended.abort(new AppError('cancelled', 'The extension has stopped.'));
  }

  async install(report: (line: string) => void, cancel: AbortSignal): Promise<InstalledOpencode> {
    const signal = AbortSignal.any([cancel, this.#ended.signal]);
    const host = this.#host(signal);
    const manager = await managerOf(host);
    const { clock, log } = this.#options;
    log.info(`Installing OpenCode ${this.version} with ${manager.command}.`);
    try {
      const work = { manager, host, version: this.version, clock, log, report, signal };
      await this.#folder.sweep();
      const path = await this.#folder.fill(this.version, (draft) =>
        new PackageFetch(work).into(draft),
      );
      await this.#folder.removeAllBut(this.version);
      return { version: this.version, path };
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof AppError ? error : fileFailure(error, this.version);
    }
  }

  async remove(): Promise<RemoveOutcome> {
    if (!this.installed()) return 'absent';
    await this.#folder.sweep();
    await this.#folder.removeAllBut(undefined);
    return this.installed() ? 'inUse' : 'removed';
  }

  #host(signal: AbortSignal): LocateHost {
    const env = this.#options.env();
    return systemHost(env, () => loginShellPath(env, this.#options.clock, signal));
  }
}

/** @throws AppError `no-package-manager` */
async function managerOf(host: LocateHost): Promise<PackageManager> {
  try {
    return await findPackageManager(host);
  } catch (error) {
    forgetLoginShellPaths();
    throw error;
  }
}
