import * as z from 'zod';
import { toAppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { sessionId } from '../../model/ids.ts';
import type { WorkspaceRoots } from '../workspaceRoots.ts';
import { sessionChat, type ChatTarget } from './chatTarget.ts';

const memoryKey = 'lastChat';
const storedChat = z.object({ rootId: z.string(), sessionId: z.string().min(1) });

/** What a `vscode.Memento` is needed for. */
export interface ChatMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The session that the side bar showed last, for after a reload. */
export class LastChat {
  readonly #memory: ChatMemory;
  readonly #log: Logger;

  constructor(memory: ChatMemory, log: Logger) {
    this.#memory = memory;
    this.#log = log;
  }

  get(roots: WorkspaceRoots): ChatTarget | undefined {
    return parseChat(this.#memory.get(memoryKey), roots);
  }

  set(target: ChatTarget | undefined): void {
    this.#keep(target?.sessionId === undefined ? undefined : target).catch((error: unknown) =>
      this.#log.warn(`Could not remember the last session: ${toAppError(error).message}`),
    );
  }

  async #keep(target: ChatTarget | undefined): Promise<void> {
    await this.#memory.update(memoryKey, target);
  }
}

/** A stored session whose folder is (still) open. */
export function parseChat(stored: unknown, roots: WorkspaceRoots): ChatTarget | undefined {
  const chat = storedChat.safeParse(stored);
  const root = chat.success ? roots.get(chat.data.rootId) : undefined;
  return chat.success && root ? sessionChat(root.id, sessionId(chat.data.sessionId)) : undefined;
}
