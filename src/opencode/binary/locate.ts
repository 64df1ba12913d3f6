import { AppError } from '../../base/errors.ts';
import { candidateAt, candidateIn, type Candidate } from './candidate.ts';
import { isDesktopApp } from './desktopApp.ts';
import { foldersOf, pathsOf, variable } from './hostPaths.ts';
import { installFolders } from './installFolders.ts';
import type { LocateHost } from './locateHost.ts';

export interface LocateWishes {
  /** What the person's setting says, as they wrote it. */
  readonly setting?: string | undefined;
  /** The program that this extension installed. */
  readonly installed?: string | undefined;
}

export type Located =
  | {
      readonly kind: 'found';
      readonly path: string;
      /** The login shell's PATH, when it was needed: what OpenCode runs is found by it too. */
      readonly loginPath: string | undefined;
      /** What was met on the way and cannot be used, and why. */
      readonly skipped: readonly string[];
    }
  | { readonly kind: 'missing'; readonly error: AppError };

/**
 * Finds OpenCode: what the setting or OPENCODE_BIN names, else what this extension installed, else by
 * the PATH, else by the login shell's PATH, else where installers put it.
 */
export async function locateBinary(host: LocateHost, wishes: LocateWishes = {}): Promise<Located> {
  const search = new Search(host);
  const choice = choiceOf(host, wishes);
  if (choice) return search.named(choice);
  if (wishes.installed !== undefined && host.isProgram(wishes.installed))
    return search.found(wishes.installed);
  return (await search.everywhere(program)) ?? search.missing(notInstalled);
}

const program = 'opencode';
const notInstalled = 'OpenCode is not installed, or could not be found.';

/** A program that the person chose: it is this one or none. */
interface Choice {
  readonly path: string;
  readonly namedBy: string;
}

function choiceOf(host: LocateHost, { setting }: LocateWishes): Choice | undefined {
  const choices = [
    { text: setting, namedBy: 'the setting opencodeSessions.server.path' },
    { text: variable(host, 'OPENCODE_BIN'), namedBy: 'the environment variable OPENCODE_BIN' },
  ];
  return choices
    .map(({ text = '', namedBy }) => ({ path: cleanPath(text, host), namedBy }))
    .find(({ path }) => path !== '');
}

/** A path as people paste it: quoted, with spaces around, with `~`. */
function cleanPath(text: string, host: LocateHost): string {
  const bare = text
    .trim()
    .replace(/^(["'])(?<path>.*)\1$/, '$<path>')
    .trim();
  return /^~(?=$|[\\/])/.test(bare) ? host.home + bare.slice(1) : bare;
}

class Search {
  readonly #host: LocateHost;
  readonly #looked: string[] = [];
  readonly #skipped: string[] = [];
  #loginPath: string | undefined;

  constructor(host: LocateHost) {
    this.#host = host;
  }

  found(path: string): Located {
    return { kind: 'found', path, loginPath: this.#loginPath, skipped: this.#skipped };
  }

  missing(message: string): Located {
    const looked = this.#looked.length > 0 ? ['Looked in:', ...this.#looked] : [];
    const detail = [...this.#skipped, ...looked].join('\n');
    const error = new AppError('binary-not-found', message, detail === '' ? {} : { detail });
    return { kind: 'missing', error };
  }

  async named(choice: Choice): Promise<Located> {
    const { path, namedBy } = choice;
    if (!/[\\/]/.test(path)) {
      const found = await this.everywhere(path);
      return found ?? this.missing(`There is no program called ${path}, which ${namedBy} names.`);
    }
    if (!pathsOf(this.#host).isAbsolute(path))
      return this.missing(`A whole path is needed; ${namedBy} names ${path}.`);
    if (isDesktopApp(this.#host, path)) return { kind: 'missing', error: desktopAppError(path) };
    return this.#at(choice);
  }

  async everywhere(name: string): Promise<Located | undefined> {
    return (
      this.#among(foldersOf(this.#host, variable(this.#host, 'PATH')), name) ??
      this.#among(await this.#loginFolders(), name) ??
      this.#among(installFolders(this.#host), name)
    );
  }

  #at({ path, namedBy }: Choice): Located {
    const candidate = candidateAt(this.#host, path) ?? candidateIn(this.#host, path, program);
    if (!candidate) return this.missing(`There is no program at ${path}, which ${namedBy} names.`);
    if (candidate.kind === 'program') return this.found(candidate.path);
    if (candidate.kind === 'desktopApp')
      return { kind: 'missing', error: desktopAppError(candidate.path) };
    return this.missing(`${path}, which ${namedBy} names, cannot be started: ${candidate.why}.`);
  }

  #among(folders: readonly string[], name: string): Located | undefined {
    for (const folder of folders.filter((each) => !this.#looked.includes(each))) {
      this.#looked.push(folder);
      const candidate = candidateIn(this.#host, folder, name);
      if (candidate?.kind === 'program') return this.found(candidate.path);
      if (candidate) this.#skipped.push(skippedText(candidate));
    }
    return undefined;
  }

  async #loginFolders(): Promise<readonly string[]> {
    this.#loginPath = await this.#host.loginPath();
    return foldersOf(this.#host, this.#loginPath);
  }
}

function desktopAppError(path: string): AppError {
  const message =
    'The command line program of OpenCode is needed; it is installed apart from the app.';
  return new AppError('binary-is-desktop-app', message, { detail: path });
}

function skippedText(candidate: Exclude<Candidate, { readonly kind: 'program' }>): string {
  const why =
    candidate.kind === 'desktopApp'
      ? 'it is the desktop app, which cannot serve sessions to an editor'
      : candidate.why;
  return `Left out ${candidate.path}: ${why}.`;
}
