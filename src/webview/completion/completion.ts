import { type ReadonlySignal, signal } from '@preact/signals';
import type { CompletionItem } from '../../protocol/completion.ts';
import type { ToHost } from '../../protocol/toHost.ts';
import { type Trigger, triggerAt } from './trigger.ts';

/** What the list shows, and which of it Enter takes. */
export interface Offer {
  readonly items: readonly CompletionItem[];
  readonly active: number;
}

/** What a chosen item does to the text. */
export interface Choice {
  readonly item: CompletionItem;
  readonly trigger: Trigger;
}

/** The list above the composer: asks the host for each change of what is typed, shows the last answer. */
export class Completion {
  readonly #post: (message: ToHost) => void;
  readonly #offer = signal<Offer | undefined>(undefined);
  #trigger: Trigger | undefined;
  #seq = 0;
  /** Where a list was closed by hand: it stays so while that word is typed. */
  #closedAt: number | undefined;

  readonly offer: ReadonlySignal<Offer | undefined> = this.#offer;

  constructor(post: (message: ToHost) => void) {
    this.#post = post;
  }

  /** The text or the caret is another. */
  follow(text: string, caret: number): void {
    const trigger = triggerAt(text, caret);
    if (trigger?.start !== this.#closedAt) this.#closedAt = undefined;
    if (!trigger || this.#closedAt !== undefined) return this.#end();
    const known = this.#trigger;
    this.#trigger = trigger;
    if (known?.query === trigger.query && known.start === trigger.start) return;
    if (known?.start !== trigger.start) this.#offer.value = undefined;
    this.#seq += 1;
    const { sign, query } = trigger;
    this.#post({ type: 'complete', seq: this.#seq, sign, query });
  }

  /** An answer to what is no longer asked comes too late. */
  receive(seq: number, items: readonly CompletionItem[]): void {
    if (seq !== this.#seq || !this.#trigger) return;
    this.#offer.value = items.length === 0 ? undefined : { items, active: 0 };
  }

  move(step: 1 | -1): void {
    const offer = this.#offer.peek();
    if (!offer) return;
    const count = offer.items.length;
    this.#offer.value = { ...offer, active: (offer.active + step + count) % count };
  }

  /** What Enter means now: the active item, or the one that was pressed. */
  choose(index = this.#offer.peek()?.active): Choice | undefined {
    const item = index === undefined ? undefined : this.#offer.peek()?.items[index];
    const trigger = this.#trigger;
    this.#end();
    return item && trigger && { item, trigger };
  }

  /** By hand. */
  dismiss(): void {
    this.#closedAt = this.#trigger?.start;
    this.#end();
  }

  /** The composer is left or shows another text. */
  close(): void {
    this.#closedAt = undefined;
    this.#end();
  }

  #end(): void {
    this.#trigger = undefined;
    this.#offer.value = undefined;
  }
}
