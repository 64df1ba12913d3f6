import type { Message } from '../model/message.ts';
import type { Session } from '../model/session.ts';
import type { SessionService } from './sessionService.ts';
import { wholeConversation } from './wholeConversation.ts';

export interface ExportOptions {
  readonly signal: AbortSignal;
  /** How many messages have been read so far. */
  readonly onProgress: (count: number) => void;
}

/** Whole conversations, however long, for files. */
export class SessionExports {
  readonly #sessions: Pick<SessionService, 'reach'>;

  constructor(sessions: Pick<SessionService, 'reach'>) {
    this.#sessions = sessions;
  }

  /** What still stands of it: not what was taken back. */
  async messages(
    { rootId, id, revertedFrom }: Session,
    { signal, onProgress }: ExportOptions,
  ): Promise<readonly Message[]> {
    const backend = await this.#sessions.reach(rootId);
    const messages = await wholeConversation({
      read: (page) => backend.transcript(id, page, signal),
      onProgress,
    });
    return revertedFrom === undefined
      ? messages
      : messages.filter((message) => message.id < revertedFrom);
  }

  /** The same as `opencode export` writes, for `opencode import` to read. */
  async json({ rootId, id }: Session, { signal, onProgress }: ExportOptions): Promise<string> {
    const backend = await this.#sessions.reach(rootId);
    const info = await backend.rawSession(id, signal);
    const messages = await wholeConversation({
      read: (page) => backend.rawMessages(id, page, signal),
      onProgress,
    });
    return `${JSON.stringify({ info, messages }, null, 2)}\n`;
  }
}
