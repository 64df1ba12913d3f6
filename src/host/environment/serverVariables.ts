import { Emitter } from '../../base/emitter.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Logger } from '../../base/log.ts';
import type { RootId } from '../../model/ids.ts';
import type { Environment } from '../../opencode/server/serverEnvironment.ts';
import { addedVariables } from './addedVariables.ts';
import { parseEnvironment, type EnvironmentSetting, type FolderHost } from './folderVariables.ts';
import type { AddedVariables, ProxySettings } from './proxyVariables.ts';

export interface ServerVariablesOptions {
  /** What a server would get without any setting. */
  readonly base: Environment;
  readonly host: FolderHost;
  readonly readProxy: () => ProxySettings;
  /** The setting `server.environment`, as the person wrote it. */
  readonly readEnvironment: () => unknown;
  readonly log: Logger;
}

/** What settings add to the environment of each root's server, and what the last one was given. */
export class ServerVariables implements Disposable {
  readonly #options: ServerVariablesOptions;
  readonly #given = new Map<RootId, string>();
  readonly #gave: Emitter<RootId>;

  constructor(options: ServerVariablesOptions) {
    this.#options = options;
    this.#gave = new Emitter((error) => options.log.error(String(error)));
  }

  /** What the variables are added to. */
  get base(): Environment {
    return this.#options.base;
  }

  /** A server starts with what the settings say now. */
  get onDidGive() {
    return this.#gave.event;
  }

  /** Entries of the setting that are ignored, as sentences without values. */
  get problems(): readonly string[] {
    return this.#setting().problems;
  }

  /** For a server that starts now; undefined where a variable goes. */
  give(root: RootId): Environment {
    const { env, notes } = this.#read(root);
    for (const note of notes) this.#options.log.warn(note);
    this.#given.set(root, comparable(env));
    this.#gave.fire(root);
    return env;
  }

  /** For a program that runs beside the server of a root. */
  forProgram(root: RootId): Environment {
    return this.#read(root).env;
  }

  /** For a package manager, which belongs to no root but needs the way to its registry. */
  forInstaller(): Environment {
    const { base, host, readProxy } = this.#options;
    const sources = { base, proxy: readProxy(), folders: [] };
    return { ...base, ...addedVariables('', sources, host).env };
  }

  /** Whether a server that started now would get something else than the last one did. */
  hasChanged(root: RootId): boolean {
    const given = this.#given.get(root);
    return given !== undefined && given !== comparable(this.#read(root).env);
  }

  dispose(): void {
    this.#gave.dispose();
  }

  #read(root: RootId): AddedVariables {
    const { base, host, readProxy } = this.#options;
    const { folders } = this.#setting();
    return addedVariables(root, { base, proxy: readProxy(), folders }, host);
  }

  #setting(): EnvironmentSetting {
    const { readEnvironment, host } = this.#options;
    return parseEnvironment(readEnvironment(), host.platform);
  }
}

/** Equal for equal environments. Holds what they hold: never to be shown. */
function comparable(env: Environment): string {
  const lines = Object.entries(env).map(([name, value]) => JSON.stringify([name, value ?? null]));
  return lines.toSorted().join('\n');
}
