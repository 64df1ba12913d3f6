import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Attachment, maxFiles } from '../../protocol/attachment.ts';
import type { SavedState } from '../savedState.ts';

interface Coming {
  readonly key: string;
  readonly preview?: string;
}

/** The files of the composer's text: kept for each session, as the text is. */
export class DraftFiles {
  readonly #saved: SavedState;
  readonly #files = signal<readonly Attachment[]>([]);
  /** On their way to the host. */
  readonly #coming = signal<ReadonlyMap<string, Coming>>(new Map());
  #key: string | undefined;

  readonly all: ReadonlySignal<readonly Attachment[]> = this.#files;
  readonly isComing: ReadonlySignal<boolean> = computed(() => this.#coming.value.size > 0);

  constructor(saved: SavedState) {
    this.#saved = saved;
  }

  follow(key: string): void {
    this.#key = key;
    this.#files.value = this.#saved.extras(key).files;
  }

  /** False where it would be one too many. */
  expect(id: string, preview?: string): boolean {
    if (this.#key === undefined) return false;
    if (this.#files.peek().length + this.#coming.peek().size >= maxFiles) return false;
    const coming = { key: this.#key, ...(preview === undefined ? {} : { preview }) };
    this.#coming.value = new Map([...this.#coming.peek(), [id, coming]]);
    return true;
  }

  add(file: Attachment): void {
    const { key = this.#key, preview } = this.#coming.peek().get(file.id) ?? {};
    this.notComing(file.id);
    if (key === undefined) return;
    const files = this.#saved.extras(key).files.filter(({ id }) => id !== file.id);
    const shown = preview === undefined ? file : { ...file, preview };
    this.#set(key, [...files, shown].slice(0, maxFiles));
  }

  /** The composer holds another text. */
  replace(files: readonly Attachment[]): void {
    if (this.#key !== undefined) this.#set(this.#key, files.slice(0, maxFiles));
  }

  /** In front of those that are there. */
  giveBack(key: string, files: readonly Attachment[]): void {
    this.#set(key, [...files, ...this.#saved.extras(key).files].slice(0, maxFiles));
  }

  /** The conversation has another key. */
  move(from: string, to: string): void {
    const moved = [...this.#coming.peek()].map(
      ([id, coming]) => [id, coming.key === from ? { ...coming, key: to } : coming] as const,
    );
    this.#coming.value = new Map(moved);
  }

  notComing(id: string): void {
    const coming = new Map(this.#coming.peek());
    if (coming.delete(id)) this.#coming.value = coming;
  }

  remove(id: string): void {
    const others = this.#files.peek().filter((file) => file.id !== id);
    if (this.#key !== undefined) this.#set(this.#key, others);
  }

  #set(key: string, files: readonly Attachment[]): void {
    this.#saved.setExtras(key, { ...this.#saved.extras(key), files: [...files] });
    if (key === this.#key) this.#files.value = files;
  }
}
