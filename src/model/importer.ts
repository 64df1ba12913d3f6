import type { RootId, SessionId } from './ids.ts';

/** What a file says of the session in it. */
export interface ExportedSession {
  readonly id: SessionId;
  readonly title: string;
  readonly messages: number;
}

/** Brings sessions that OpenCode exported into a folder. */
export interface SessionImporter {
  /** @throws AppError `import-failed` for a file that holds no session */
  read(file: string): Promise<ExportedSession>;
  /**
   * The folder's server does not tell of it. One that is known already is moved to this folder; the
   * messages that it has stay as they are.
   * @throws AppError `import-failed`, `binary-…`, or why the signal aborts
   */
  import(root: RootId, file: string, signal: AbortSignal): Promise<SessionId>;
}
