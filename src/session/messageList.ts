import type { MessageId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';

const pageSize = 64;

type Page = readonly Message[];
type Place = Pick<Message, 'createdAt' | 'id'>;

/**
 * Messages in order, immutable, with changes near the end costing the same however long the
 * conversation is: the newest messages are a tail of their own, all others full pages. Pages keep
 * their identity when untouched, so that views can be remembered page by page.
 */
export class MessageList {
  static readonly empty = new MessageList([], []);

  readonly #settled: readonly Page[];
  readonly #tail: Page;

  private constructor(settled: readonly Page[], tail: Page) {
    this.#settled = settled;
    this.#tail = tail;
  }

  static from(messages: readonly Message[]): MessageList {
    const pages: Page[] = [];
    for (let start = 0; start < messages.length; start += pageSize) {
      pages.push(messages.slice(start, start + pageSize));
    }
    const tail = pages.pop() ?? [];
    return new MessageList(pages, tail);
  }

  get pages(): readonly Page[] {
    return this.#tail.length === 0 ? this.#settled : [...this.#settled, this.#tail];
  }

  get length(): number {
    return this.#settled.reduce((sum, page) => sum + page.length, this.#tail.length);
  }

  get first(): Message | undefined {
    return this.#settled[0]?.[0] ?? this.#tail[0];
  }

  get last(): Message | undefined {
    return this.#tail.at(-1) ?? this.#settled.at(-1)?.at(-1);
  }

  *[Symbol.iterator](): Iterator<Message> {
    for (const page of this.pages) yield* page;
  }

  get(id: MessageId): Message | undefined {
    const index = indexIn(this.#tail, id);
    if (index >= 0) return this.#tail[index];
    const place = this.#findSettled(id);
    return place && this.#settled[place.page]?.[place.index];
  }

  /** Replaces the message of the same id where it stands, or puts a new one in its place in time. */
  set(message: Message): MessageList {
    const index = indexIn(this.#tail, message.id);
    if (index >= 0) return new MessageList(this.#settled, this.#tail.with(index, message));
    const place = this.#findSettled(message.id);
    if (place) return this.#withPage(place.page, (page) => page.with(place.index, message));
    const last = this.last;
    if (last && isBefore(message, last)) return MessageList.from(inserted([...this], message));
    return this.#appended(message);
  }

  delete(id: MessageId): MessageList {
    const index = indexIn(this.#tail, id);
    if (index >= 0) return new MessageList(this.#settled, this.#tail.toSpliced(index, 1));
    const place = this.#findSettled(id);
    return place ? this.#withPage(place.page, (page) => page.toSpliced(place.index, 1)) : this;
  }

  /** The older page of a conversation, put in front; of a message that is known already, the page's stays. */
  prepend(older: readonly Message[]): MessageList {
    const rest = older.reduce((list: MessageList, { id }) => list.delete(id), this);
    return new MessageList([...MessageList.from(older).pages, ...rest.#settled], rest.#tail);
  }

  #findSettled(id: MessageId): { readonly page: number; readonly index: number } | undefined {
    for (let page = this.#settled.length - 1; page >= 0; page -= 1) {
      const index = indexIn(this.#settled[page] ?? [], id);
      if (index >= 0) return { page, index };
    }
    return undefined;
  }

  #withPage(index: number, change: (page: Page) => Page): MessageList {
    const changed = change(this.#settled[index] ?? []);
    const settled =
      changed.length > 0 ? this.#settled.with(index, changed) : this.#settled.toSpliced(index, 1);
    return new MessageList(settled, this.#tail);
  }

  #appended(message: Message): MessageList {
    return this.#tail.length < pageSize
      ? new MessageList(this.#settled, [...this.#tail, message])
      : new MessageList([...this.#settled, this.#tail], [message]);
  }
}

/** From the end, because nearly every change concerns the newest messages. */
function indexIn(page: Page, id: MessageId): number {
  return page.findLastIndex((message) => message.id === id);
}

/** OpenCode's own order: by creation, then by id. */
export function isBefore(a: Place, b: Place): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;
}

function inserted(messages: readonly Message[], message: Message): readonly Message[] {
  const index = messages.findIndex((other) => isBefore(message, other));
  return messages.toSpliced(index < 0 ? messages.length : index, 0, message);
}
