import type { Memento } from 'vscode';
import * as z from 'zod';
import { sessionId } from '../../model/ids.ts';
import type { WorkspaceRoots } from '../workspaceRoots.ts';
import { sessionChat, type ChatTarget } from './chatTarget.ts';

const memoryKey = 'lastChat';
const storedChat = z.object({ rootId: z.string(), sessionId: z.string().min(1) });

/** The session that the side bar showed last, for after a reload. */
export class LastChat {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get(roots: WorkspaceRoots): ChatTarget | undefined {
    return parseChat(this.#memory.get(memoryKey), roots);
  }

  set(target: ChatTarget | undefined): void {
    void this.#memory.update(memoryKey, target?.sessionId === undefined ? undefined : target);
  }
}

/** A stored session whose folder is (still) open. */
export function parseChat(stored: unknown, roots: WorkspaceRoots): ChatTarget | undefined {
  const chat = storedChat.safeParse(stored);
  const root = chat.success ? roots.get(chat.data.rootId) : undefined;
  return chat.success && root ? sessionChat(root.id, sessionId(chat.data.sessionId)) : undefined;
}
