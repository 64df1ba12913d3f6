import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/time.ts';
import { runsFrom } from './folderUse.ts';
import { namesIn, programIn, versionsIn } from './installedOpencode.ts';

/** What is being made or taken away; never looked into by those who search. */
const drafts = '.new-';
const graves = '.old-';
/** Longer than any install takes. */
const staleMs = 60 * 60_000;
const renameTries = 20;
const renamePauseMs = 250;
const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 } as const;

/** A folder with one folder for each installed version, in which nothing half done is ever seen. */
export class InstallFolder {
  readonly #root: string;
  readonly #clock: Clock;

  constructor(root: string, clock: Clock) {
    this.#root = root;
    this.#clock = clock;
  }

  /**
   * Makes the folder of a version out of what `make` leaves: a folder within the draft that it is
   * given. Resolves with the version's program. Whether it works or not, the draft is gone then.
   */
  async fill(version: string, make: (draft: string) => Promise<string>): Promise<string> {
    const draft = this.#newName(drafts);
    await mkdir(draft, { recursive: true });
    try {
      await this.#place(await make(draft), join(this.#root, version));
      return programIn(join(this.#root, version));
    } finally {
      await rm(draft, removal);
    }
  }

  /** Takes away what interrupted installs have left. */
  async sweep(): Promise<void> {
    for (const name of namesIn(this.#root)) {
      const path = join(this.#root, name);
      const isStale =
        name.startsWith(graves) || (name.startsWith(drafts) && (await this.#isOld(path)));
      // What cannot be removed now is tried again the next time.
      if (isStale) await rm(path, removal).catch(() => undefined);
    }
  }

  /** Leaves what a program still runs from: it may want to start itself once more. */
  async removeAllBut(version: string | undefined): Promise<void> {
    for (const name of versionsIn(this.#root)) {
      if (name !== version) await this.#remove(join(this.#root, name));
    }
  }

  async #remove(folder: string): Promise<void> {
    if (await runsFrom(folder)) return;
    const grave = this.#newName(graves);
    // All of it or nothing. Windows refuses as long as something runs from it.
    const isMoved = await rename(folder, grave).then(
      () => true,
      () => false,
    );
    if (isMoved) await rm(grave, removal).catch(() => undefined);
  }

  /** Another window may have been faster: what it made is as good. */
  async #place(from: string, to: string): Promise<void> {
    if (!existsSync(programIn(to))) await rm(to, removal);
    for (let tried = 1; !existsSync(programIn(to)); tried++) {
      const failure = await rename(from, to).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (failure && tried === renameTries) throw failure.error;
      // On Windows a virus scanner may hold a new program for a while.
      if (failure) await this.#clock.wait(renamePauseMs);
    }
  }

  async #isOld(path: string): Promise<boolean> {
    const stats = await stat(path).catch(() => undefined);
    return stats !== undefined && this.#clock.now() - stats.mtimeMs > staleMs;
  }

  #newName(prefix: string): string {
    return join(this.#root, prefix + randomBytes(6).toString('hex'));
  }
}
