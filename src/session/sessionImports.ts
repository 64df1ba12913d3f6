import type { RootId, SessionId } from '../model/ids.ts';
import type { ExportedSession, SessionImporter } from '../model/importer.ts';
import type { SessionService } from './sessionService.ts';
import type { Store } from './store.ts';

export interface SessionImportsOptions {
  readonly store: Store;
  readonly sessions: Pick<SessionService, 'reach' | 'refresh'>;
  readonly importer: () => Promise<SessionImporter>;
}

/** Sessions from files. */
export class SessionImports {
  readonly #options: SessionImportsOptions;

  constructor(options: SessionImportsOptions) {
    this.#options = options;
  }

  async read(file: string): Promise<ExportedSession> {
    return (await this.#options.importer()).read(file);
  }

  /** Where OpenCode has it already. */
  async folderOf(root: RootId, id: SessionId): Promise<string | undefined> {
    return (await this.#options.sessions.reach(root)).folderOf(id);
  }

  /** In the store when it resolves: the stream does not tell of it. */
  async import(rootId: RootId, file: string, signal: AbortSignal): Promise<SessionId> {
    const { store, sessions, importer } = this.#options;
    const backend = await sessions.reach(rootId);
    const id = await (await importer()).import(rootId, file, signal);
    const session = await backend.session(id, signal);
    if (session) store.dispatch({ kind: 'sessionCreated', rootId, session });
    await sessions.refresh(rootId);
    return id;
  }
}
