import type { MessageId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';

const pageSize = 64;

type Page = readonly Message[];

/**
 * Messages in order, immutable, with changes near the end costing the same however long the
 * conversation is: they are kept in pages, and a change copies one page and the list of pages.
 * Pages keep their identity when untouched, so that views can be remembered page by page.
 */
export class MessageList {
  static readonly empty = new MessageList([]);

  readonly pages: readonly Page[];

  private constructor(pages: readonly Page[]) {
    this.pages = pages;
  }

  static from(messages: readonly Message[]): MessageList {
    const pages: Page[] = [];
    for (let start = 0; start < messages.length; start += pageSize) {
      pages.push(messages.slice(start, start + pageSize));
    }
    return new MessageList(pages);
  }

  get length(): number {
    return this.pages.reduce((sum, page) => sum + page.length, 0);
  }

  get last(): Message | undefined {
    return this.pages.at(-1)?.at(-1);
  }

  *[Symbol.iterator](): Iterator<Message> {
    for (const page of this.pages) yield* page;
  }

  get(id: MessageId): Message | undefined {
    const place = this.#find(id);
    return place && this.pages[place.page]?.[place.index];
  }

  /** Replaces the message of the same id where it stands, or puts a new one in its place in time. */
  set(message: Message): MessageList {
    const place = this.#find(message.id);
    if (place) return this.#withPage(place.page, (page) => page.with(place.index, message));
    const last = this.last;
    if (last && isBefore(message, last)) return MessageList.from(inserted([...this], message));
    return this.#appended(message);
  }

  delete(id: MessageId): MessageList {
    const place = this.#find(id);
    return place ? this.#withPage(place.page, (page) => page.toSpliced(place.index, 1)) : this;
  }

  /** The older page of a conversation, put in front; messages that are known already stay as they are. */
  prepend(older: readonly Message[]): MessageList {
    const fresh = older.filter((message) => !this.#find(message.id));
    return new MessageList([...MessageList.from(fresh).pages, ...this.pages]);
  }

  /** From the end, because nearly every change concerns the newest messages. */
  #find(id: MessageId): { readonly page: number; readonly index: number } | undefined {
    for (let page = this.pages.length - 1; page >= 0; page -= 1) {
      const index = this.pages[page]?.findLastIndex((message) => message.id === id) ?? -1;
      if (index >= 0) return { page, index };
    }
    return undefined;
  }

  #withPage(index: number, change: (page: Page) => Page): MessageList {
    const changed = change(this.pages[index] ?? []);
    return new MessageList(
      changed.length > 0 ? this.pages.with(index, changed) : this.pages.toSpliced(index, 1),
    );
  }

  #appended(message: Message): MessageList {
    const last = this.pages.at(-1);
    if (!last || last.length >= pageSize) return new MessageList([...this.pages, [message]]);
    return new MessageList([...this.pages.slice(0, -1), [...last, message]]);
  }
}

/** OpenCode's own order: by creation, then by id. */
function isBefore(a: Message, b: Message): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt;
}

function inserted(messages: readonly Message[], message: Message): readonly Message[] {
  const index = messages.findIndex((other) => isBefore(message, other));
  return messages.toSpliced(index < 0 ? messages.length : index, 0, message);
}
