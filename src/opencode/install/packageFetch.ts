import { chmod, mkdir, readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { LocateHost } from '../binary/locateHost.ts';
import { runProgram, type ProgramEnd } from '../process/runProgram.ts';
import { installFailure, isWrongPackage } from './installFailure.ts';
import { programIn } from './installedOpencode.ts';
import { packageArguments, packageEnvironment } from './packageCommand.ts';
import type { PackageManager } from './packageManager.ts';

export interface PackageWork {
  readonly manager: PackageManager;
  readonly host: LocateHost;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A slow line and 60 MB. */
const installLimitMs = 15 * 60_000;
/** The first start of a program may be watched by a virus scanner. */
const versionLimitMs = 60_000;
const reportMs = 1_000;

/**
 * Gets the package with the program for this machine. Not `opencode-ai` itself: that one only adds a
 * script, which package managers may refuse to run, and a second program of the same size.
 */
export class PackageFetch {
  readonly #work: PackageWork;

  constructor(work: PackageWork) {
    this.#work = work;
  }

  /** Resolves with a folder below `draft` whose program has told the wanted version. */
  async into(draft: string): Promise<string> {
    const { host, version, log } = this.#work;
    const failures: string[] = [];
    for (const name of host.packages) {
      const folder = join(draft, name);
      const failure = await this.#install(name, folder);
      if (failure === undefined) return realpath(join(folder, 'node_modules', name));
      log.info(`${name} ${version} will not do: ${failure}`);
      failures.push(`${name}: ${failure}`);
    }
    const message = `OpenCode ${version} could not be installed. No package of it was found that runs on this machine.`;
    throw new AppError('install-failed', message, { detail: failures.join('\n') });
  }

  /** Why another package is to be tried; undefined when this one works. */
  async #install(name: string, folder: string): Promise<string | undefined> {
    const { manager, version } = this.#work;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    const end = await this.#watched(folder, this.#run(name, folder));
    if (end.kind === 'exited' && end.code === 0) return this.#flaw(name, folder);
    if (isWrongPackage(end)) return `${manager.name} has no such package for this machine`;
    throw installFailure({ manager: manager.name, version }, end);
  }

  #run(name: string, folder: string): Promise<ProgramEnd> {
    const { manager, version, host, clock, signal, report } = this.#work;
    report(`${manager.name} is getting ${name} ${version}…`);
    const ownArguments = packageArguments(manager.name, folder, `${name}@${version}`);
    return runProgram(
      {
        command: manager.command,
        args: [...manager.firstArguments, ...ownArguments],
        cwd: folder,
        env: packageEnvironment(host.env, manager.path),

        limitMs: installLimitMs,
        clock,
      },
      signal,
    );
  }

  /** Tells how much has arrived until the work ends. */
  async #watched<T>(folder: string, work: Promise<T>): Promise<T> {
    const { clock, report } = this.#work;
    const done = new AbortController();
    const watch = async () => {
      for (let before = 0; !done.signal.aborted;) {
        await clock.wait(reportMs, done.signal);
        const now = Math.round((await sizeOf(folder)) / 1_000_000);
        if (now > before && !done.signal.aborted) report(`${now} MB so far…`);
        before = now;
      }
    };
    const watching = watch();
    try {
      return await work;
    } finally {
      done.abort();
      await watching;
    }
  }

  /** What is wrong with a package that was installed. */
  async #flaw(name: string, folder: string): Promise<string | undefined> {
    const { report, version, host, clock, signal } = this.#work;
    const program = programIn(join(folder, 'node_modules', name));
    if (!existsSync(program)) return 'there is no program in it';
    await chmod(program, 0o755);
    report('Checking that it runs…');
    const run = { command: program, args: ['--version'], env: host.env, limitMs: versionLimitMs };
    const { stdout, how } = await runProgram({ ...run, clock }, signal);
    if (stdout.trim() === version) return undefined;
    return `asked for its version, it said “${stdout.trim().slice(0, 100)}” (${how})`;
  }
}

/** Of all files below a folder in which others work: what goes meanwhile counts nothing. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(({ parentPath, name }) =>
    stat(join(parentPath, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
