import { messageId } from '../../model/ids.ts';
import { promptTarget } from '../../present/chatTarget.ts';
import { filesBehind, promptBehind } from '../../present/fullText.ts';
import type { SessionService } from '../../session/sessionService.ts';
import type { Store } from '../../session/store.ts';
import type { PickedOptions } from '../pickedOptions.ts';
import type { ChatTarget } from './chatTarget.ts';

export interface PromptRetriesOptions {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly picked: PickedOptions;
}

export interface PromptRow {
  readonly target: ChatTarget;
  readonly rowId: string;
}

/** "Send Again", one for all panels: a row that is clicked twice is sent once. */
export class PromptRetries {
  readonly #options: PromptRetriesOptions;
  /** Rows whose prompt is on its way. */
  readonly #inFlight = new Set<string>();

  constructor(options: PromptRetriesOptions) {
    this.#options = options;
  }

  /** Resolves when the server has taken it; at once for a row that is on its way. */
  async sendAgain(row: PromptRow): Promise<void> {
    if (this.#inFlight.has(row.rowId)) return;
    this.#inFlight.add(row.rowId);
    try {
      await this.#send(row);
    } finally {
      this.#inFlight.delete(row.rowId);
    }
  }

  /** A prompt that never left is sent from where it waits; one whose turn failed is given anew. */
  async #send({ target, rowId }: PromptRow): Promise<void> {
    const { store, sessions, picked } = this.#options;
    const { rootId } = target;
    const isWaiting = store.state.roots.get(rootId)?.outbox.some(({ id }) => id === rowId);
    if (isWaiting) {
      await sessions.retryPrompt(messageId(rowId));
      return;
    }
    const text = promptBehind(store.state, target, rowId);
    if (text === undefined) return;
    const options = picked.get(rootId);
    const composed = { mentions: [], files: [], parts: filesBehind(store.state, target, rowId) };
    await sessions.prompt({ rootId, target: promptTarget(target), text, composed, options });
  }
}
