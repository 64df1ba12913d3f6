import type { SessionBackend } from '../../model/backend.ts';
import { plainTurn, type Errand, type Prompt } from '../../model/prompt.ts';
import type { Store } from '../../session/store.ts';
import type { Mentions } from './mentions.ts';
import type { MentionPlace } from './mentionSource.ts';

export interface PromptReaderOptions {
  readonly store: Store;
  readonly mentions: Mentions;
}

/** Makes of a composed text what OpenCode is to do. */
export class PromptReader {
  readonly #options: PromptReaderOptions;

  constructor(options: PromptReaderOptions) {
    this.#options = options;
  }

  /** @throws AppError why it cannot be sent as it is */
  async read({ text, target, composed }: Prompt, backend: SessionBackend): Promise<Errand> {
    const { store, mentions } = this.#options;
    const root = store.state.roots.get(backend.rootId);
    if (!root || !composed) return plainTurn;
    const sessionId = target.kind === 'session' ? target.sessionId : undefined;
    const place: MentionPlace = { root, sessionId, backend };
    return { kind: 'turn', parts: await mentions.resolve(text, composed.mentions, place) };
  }
}
