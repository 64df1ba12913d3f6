import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { FindMatch } from '../../protocol/find.ts';
import type { ToHost } from '../../protocol/toHost.ts';
import type { ToWebview } from '../../protocol/toWebview.ts';

type Found = Extract<ToWebview, { type: 'found' }>;

export interface FindProgress {
  readonly searched: number;
  readonly isDone: boolean;
  readonly isLimited: boolean;
}

interface FindOptions {
  post(message: ToHost): void;
  /** Brings a match into sight and marks it; nothing to mark when there is none. */
  reveal(match: FindMatch | undefined, query: string): void;
}

/** The find bar's state. The host finds; matches are in the order of the conversation. */
export class Find {
  readonly #options: FindOptions;
  readonly #isOpen = signal(false);
  readonly #query = signal('');
  readonly #matches = signal<readonly FindMatch[]>([]);
  readonly #current: Signal<FindMatch | undefined> = signal(undefined);
  readonly #progress: Signal<FindProgress | undefined> = signal(undefined);
  #count = 0;

  /** Set by the open bar: asked for once more, it takes the focus again. */
  onAskedAgain: (() => void) | undefined;
  readonly isOpen: ReadonlySignal<boolean> = this.#isOpen;
  readonly query: ReadonlySignal<string> = this.#query;
  /** `undefined` while nothing is looked for. */
  readonly progress: ReadonlySignal<FindProgress | undefined> = this.#progress;
  readonly total: ReadonlySignal<number> = computed(() => this.#matches.value.length);
  /** From 1; 0 while there is none. */
  readonly position: ReadonlySignal<number> = computed(() => {
    const current = this.#current.value;
    return current ? this.#matches.value.indexOf(current) + 1 : 0;
  });

  constructor(options: FindOptions) {
    this.#options = options;
  }

  open(): void {
    if (this.#isOpen.peek()) this.onAskedAgain?.();
    this.#isOpen.value = true;
  }

  close(): void {
    if (!this.#isOpen.peek()) return;
    this.#isOpen.value = false;
    this.search('');
  }

  search(query: string): void {
    batch(() => {
      this.#query.value = query;
      this.#matches.value = [];
      this.#current.value = undefined;
      this.#progress.value = undefined;
    });
    this.#count += 1;
    this.#options.reveal(undefined, query);
    if (query) this.#options.post({ type: 'find', key: String(this.#count), query });
    else this.#options.post({ type: 'endFind' });
  }

  receive({ key, matches, searched, isDone, isLimited }: Found): void {
    if (key !== String(this.#count) || !this.#query.peek()) return;
    const isFirst = this.#current.peek() === undefined;
    batch(() => {
      if (matches.length > 0) this.#matches.value = [...matches, ...this.#matches.peek()];
      this.#progress.value = { searched, isDone, isLimited };
    });
    // The newest is where a conversation is read.
    if (isFirst && matches.length > 0) this.#goTo(matches.length - 1);
  }

  /** The next one below, or above; past the last one it begins again. */
  step(by: 1 | -1): void {
    const total = this.total.peek();
    if (total > 0) this.#goTo((this.position.peek() - 1 + by + total) % total);
  }

  #goTo(index: number): void {
    const match = this.#matches.peek()[index];
    this.#current.value = match;
    this.#options.reveal(match, this.#query.peek());
  }
}
