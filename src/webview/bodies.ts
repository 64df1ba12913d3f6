import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ToHost } from '../protocol/toHost.ts';
import type { ToWebview } from '../protocol/toWebview.ts';
import type { ClippedText } from '../protocol/view.ts';

type Body = Extract<ToWebview, { type: 'body' }>;

/** Names a clipped text. `field` tells apart the texts of one part. */
export interface BodyPlace {
  readonly rowId: string;
  readonly partId?: string | undefined;
  readonly field: string;
}

export interface LoadedBody {
  /** Names the request, so that the answer to an earlier one is not taken for it. */
  readonly key: string;
  /** What it is the whole of; a text that has changed since has another whole. */
  readonly of: ClippedText;
  readonly text: string;
  readonly isComplete: boolean;
}

/** A text's signal and whose it is: of a row, or of a request's card. */
interface Entry {
  readonly rowId: string;
  readonly body: Signal<LoadedBody | undefined>;
}

/** Texts that came whole on demand. */
export class Bodies {
  readonly #loaded = new Map<string, Entry>();
  readonly #asked = new Map<string, Entry>();
  readonly #post: (message: ToHost) => void;
  #count = 0;

  constructor(post: (message: ToHost) => void) {
    this.#post = post;
  }

  /** `undefined` until asked for. */
  body(place: BodyPlace): ReadonlySignal<LoadedBody | undefined> {
    return this.#entry(place).body;
  }

  /** Asks for the whole of a text, also once more when no answer came. */
  request(place: BodyPlace, of: ClippedText): void {
    const entry = this.#entry(place);
    this.#asked.delete(entry.body.peek()?.key ?? '');
    const key = `${keyOf(place)}#${this.#count++}`;
    this.#asked.set(key, entry);
    entry.body.value = { key, of, text: '', isComplete: false };
    const { rowId, partId, field } = place;
    const part = partId === undefined ? {} : { partId };
    this.#post({ type: 'showAll', key, rowId, ...part, field });
  }

  receive({ key, text, isLast }: Body): void {
    const body = this.#asked.get(key)?.body;
    const before = body?.peek();
    if (!body || !before) return;
    const whole = before.text + text;
    if (isLast) this.#asked.delete(key);
    // Nothing is not the whole of something: the host no longer has the text.
    body.value = isLast && !whole ? undefined : { ...before, text: whole, isComplete: isLast };
  }

  /** What is no longer drawn is asked for again when it comes back. */
  forgetAllBut(rowIds: ReadonlySet<string>): void {
    for (const entries of [this.#loaded, this.#asked]) {
      for (const [key, { rowId }] of entries) if (!rowIds.has(rowId)) entries.delete(key);
    }
  }

  #entry(place: BodyPlace): Entry {
    const key = keyOf(place);
    const known = this.#loaded.get(key);
    if (known) return known;
    const created = { rowId: place.rowId, body: signal<LoadedBody | undefined>(undefined) };
    this.#loaded.set(key, created);
    return created;
  }
}

function keyOf({ rowId, partId, field }: BodyPlace): string {
  return `${rowId}/${partId ?? ''}#${field}`;
}
