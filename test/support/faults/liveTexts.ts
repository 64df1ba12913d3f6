import type { Disposable } from '../../../src/base/disposable.ts';
import type { Message } from '../../../src/model/message.ts';
import type { Part } from '../../../src/model/part.ts';
import type { Transcript } from '../../../src/session/state.ts';
import type { Client } from './client.ts';

/**
 * Texts as they are written. The whole text replaces what was shown piece by piece, so that a piece
 * which was lost or came twice would be seen on the way only.
 */
export class LiveTexts implements Disposable {
  readonly #client: Client;
  readonly #seen = new Map<string, string>();
  readonly #subscription: Disposable;

  constructor(client: Client) {
    this.#client = client;
    this.#subscription = client.store.onDidChange(() => this.#look());
  }

  /** The ids of the parts that did not become what they had begun as. Forgets all. */
  takeWrong(): readonly string[] {
    const wrong = this.#texts(({ messages }) => [...messages])
      .filter(([id, text]) => !isBeginning(this.#seen.get(id) ?? '', text))
      .map(([id]) => id);
    this.#seen.clear();
    return wrong;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #look(): void {
    const newest = ({ messages: { last } }: Transcript) => (last ? [last] : []);
    for (const [id, text] of this.#texts(newest)) this.#seen.set(id, text);
  }

  /** By their parts, as far as nothing is known to be missing. */
  #texts(
    messagesOf: (transcript: Transcript) => readonly Message[],
  ): readonly (readonly [string, string])[] {
    return [...this.#client.root.transcripts.values()]
      .flatMap(messagesOf)
      .flatMap(({ parts }) => parts)
      .flatMap((part) => (isWhole(part) ? [[part.id, part.text] as const] : []));
  }
}

function isWhole(part: Part): part is Extract<Part, { kind: 'text' | 'reasoning' }> {
  return (part.kind === 'text' || part.kind === 'reasoning') && (part.gaps ?? []).length === 0;
}

/** OpenCode takes away the space at the end. */
function isBeginning(seen: string, text: string): boolean {
  return text.startsWith(seen.trimEnd());
}
