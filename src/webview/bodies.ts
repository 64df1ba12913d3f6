import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ToHost } from '../protocol/toHost.ts';
import type { ToWebview } from '../protocol/toWebview.ts';

type Body = Extract<ToWebview, { type: 'body' }>;

/** Names a clipped text. `field` tells apart the texts of one part. */
export interface BodyPlace {
  readonly rowId: string;
  readonly partId?: string | undefined;
  readonly field: string;
}

export interface LoadedBody {
  readonly text: string;
  readonly isComplete: boolean;
}

/** Texts that came whole on demand. */
export class Bodies {
  readonly #loaded = new Map<string, Signal<LoadedBody | undefined>>();
  readonly #post: (message: ToHost) => void;

  constructor(post: (message: ToHost) => void) {
    this.#post = post;
  }

  /** `undefined` until asked for. */
  body(place: BodyPlace): ReadonlySignal<LoadedBody | undefined> {
    return this.#signal(keyOf(place));
  }

  request(place: BodyPlace): void {
    const key = keyOf(place);
    this.#signal(key).value = { text: '', isComplete: false };
    const { rowId, partId, field } = place;
    const part = partId === undefined ? {} : { partId };
    this.#post({ type: 'showAll', key, rowId, ...part, field });
  }

  receive({ key, text, isLast }: Body): void {
    const body = this.#loaded.get(key);
    if (!body?.peek() || body.peek()?.isComplete) return;
    body.value = { text: (body.peek()?.text ?? '') + text, isComplete: isLast };
  }

  #signal(key: string): Signal<LoadedBody | undefined> {
    const known = this.#loaded.get(key);
    if (known) return known;
    const created = signal<LoadedBody | undefined>(undefined);
    this.#loaded.set(key, created);
    return created;
  }
}

function keyOf({ rowId, partId, field }: BodyPlace): string {
  return `${rowId}/${partId ?? ''}#${field}`;
}
