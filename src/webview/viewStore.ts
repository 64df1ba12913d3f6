import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { applyOps } from '../protocol/applyOps.ts';
import type { ToWebview } from '../protocol/toWebview.ts';
import type { ChatView, RowView } from '../protocol/view.ts';

type Snapshot = Extract<ToWebview, { type: 'snapshot' }>;
type Delta = Extract<ToWebview, { type: 'delta' }>;
type Frame = Omit<ChatView, 'rows'>;

/**
 * The host's view, split into signals so that a change redraws only what shows it: one for each
 * field around the rows, one for the order of the rows, one for each row.
 */
export class ViewStore {
  readonly #view = signal<ChatView | undefined>(undefined);
  readonly #rows = new Map<string, Signal<RowView>>();
  readonly #rowIds = signal<readonly string[]>([]);
  readonly #requestResync: () => void;
  #revision: number | undefined;

  readonly isLoaded: ReadonlySignal<boolean> = computed(() => this.#view.value !== undefined);
  readonly rowIds: ReadonlySignal<readonly string[]> = this.#rowIds;

  constructor(requestResync: () => void) {
    this.#requestResync = requestResync;
  }

  /** One field around the rows. Call it once for each place, not while drawing. */
  field<Name extends keyof Frame>(name: Name): ReadonlySignal<Frame[Name] | undefined> {
    return computed(() => this.#view.value?.[name]);
  }

  row(id: string): ReadonlySignal<RowView> | undefined {
    return this.#rows.get(id);
  }

  replace({ revision, view }: Snapshot): void {
    this.#revision = revision;
    this.#show(view);
  }

  /** A delta that does not follow on what is shown is dropped, and everything asked for once. */
  apply({ revision, ops }: Delta): void {
    const view = this.#view.peek();
    if (!view || this.#revision === undefined) return;
    if (revision !== this.#revision + 1) {
      this.#revision = undefined;
      this.#requestResync();
      return;
    }
    this.#revision = revision;
    this.#show(applyOps(view, ops));
  }

  #show(view: ChatView): void {
    batch(() => {
      const ids = view.rows.map((row) => row.id);
      for (const row of view.rows) this.#showRow(row);
      if (!isSame(ids, this.#rowIds.peek())) this.#rowIds.value = ids;
      this.#view.value = view;
      if (this.#rows.size > ids.length) this.#forgetAllBut(new Set(ids));
    });
  }

  #showRow(row: RowView): void {
    const known = this.#rows.get(row.id);
    if (known) known.value = row;
    else this.#rows.set(row.id, signal(row));
  }

  #forgetAllBut(ids: ReadonlySet<string>): void {
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
  }
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}
