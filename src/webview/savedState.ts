import { type Signal, signal } from '@preact/signals';
import {
  parseSavedPanel,
  type EditedPrompt,
  type Extras,
  type SavedPanel,
  type SentPrompt,
} from '../protocol/savedPanel.ts';

const mostEntries = 200;

export const noExtras: Extras = { mentions: [], files: [] };

interface StateStorage {
  readState(): unknown;
  writeState(state: unknown): void;
}

/** What survives a reload of the webview: drafts, unconfirmed prompts, opened cards, the scroll. */
export class SavedState {
  readonly #storage: StateStorage;
  readonly #open = new Map<string, Signal<boolean | undefined>>();
  #saved: SavedPanel;

  constructor(storage: StateStorage) {
    this.#storage = storage;
    this.#saved = parseSavedPanel(storage.readState());
  }

  draft(key: string): string {
    return this.#saved.drafts[key] ?? '';
  }

  setDraft(key: string, text: string): void {
    const { [key]: _old, ...others } = this.#saved.drafts;
    this.#save({ drafts: text ? newest({ ...others, [key]: text }) : others });
  }

  extras(key: string): Extras {
    return this.#saved.extras?.[key] ?? noExtras;
  }

  setExtras(key: string, extras: Extras): void {
    const { [key]: _old, ...others } = this.#saved.extras ?? {};
    this.#save({ extras: isEmpty(extras) ? others : newest({ ...others, [key]: extras }) });
  }

  /** Moves a text and what belongs to it to another key, unless that one has its own. */
  moveDraft(from: string, to: string): void {
    if (this.draft(to) || !isEmpty(this.extras(to))) return;
    const [text, extras] = [this.draft(from), this.extras(from)];
    this.setDraft(from, '');
    this.setExtras(from, noExtras);
    this.setDraft(to, text);
    this.setExtras(to, extras);
  }

  /** The newest first. */
  sentKeys(): string[] {
    return Object.keys(this.#saved.sent).toReversed();
  }

  addSent(promptKey: string, prompt: SentPrompt): void {
    this.#save({ sent: newest({ ...this.#saved.sent, [promptKey]: prompt }) });
  }

  /** Those of one draft belong to another from here on. */
  moveSent(from: string, to: string): void {
    const sent = Object.entries(this.#saved.sent);
    if (!sent.some(([, { draftKey }]) => draftKey === from)) return;
    const moved = sent.map(([key, prompt]): [string, SentPrompt] => [
      key,
      prompt.draftKey === from ? { ...prompt, draftKey: to } : prompt,
    ]);
    this.#save({ sent: Object.fromEntries(moved) });
  }

  /** Forgets a prompt and gives it, if it was still remembered. */
  takeSent(promptKey: string): SentPrompt | undefined {
    const { [promptKey]: prompt, ...others } = this.#saved.sent;
    if (prompt) this.#save({ sent: others });
    return prompt;
  }

  /** The earlier prompts that are being edited, by the key of their draft. */
  get edits(): Readonly<Record<string, EditedPrompt>> {
    return this.#saved.edits ?? {};
  }

  setEdit(key: string, edit: EditedPrompt | undefined): void {
    const { [key]: _old, ...others } = this.edits;
    this.#save({ edits: edit ? newest({ ...others, [key]: edit }) : others });
  }

  /** `undefined` until the person has opened or closed it. */
  isOpen(key: string): Signal<boolean | undefined> {
    const known = this.#open.get(key);
    if (known) return known;
    const created = signal(this.#saved.isOpen[key]);
    this.#open.set(key, created);
    return created;
  }

  setOpen(key: string, isOpen: boolean): void {
    this.isOpen(key).value = isOpen;
    const { [key]: _old, ...others } = this.#saved.isOpen;
    this.#save({ isOpen: newest({ ...others, [key]: isOpen }) });
  }

  /** A row that is no longer drawn leaves only what is saved of it. */
  forgetAllBut(rowIds: ReadonlySet<string>): void {
    for (const key of this.#open.keys()) {
      const rowId = rowOf(key);
      if (rowId !== undefined && !rowIds.has(rowId)) this.#open.delete(key);
    }
  }

  /** The session shown here, so that the host can show it again. */
  setChat(chat: SavedPanel['chat']): void {
    const known = this.#saved.chat;
    if (chat?.rootId === known?.rootId && chat?.sessionId === known?.sessionId) return;
    const { chat: _old, ...others } = this.#saved;
    this.#replace(chat ? { ...others, chat } : others);
  }

  get scrollTop(): number | undefined {
    return this.#saved.scrollTop;
  }

  setScrollTop(scrollTop: number | undefined): void {
    if (scrollTop === this.#saved.scrollTop) return;
    const { scrollTop: _old, ...others } = this.#saved;
    this.#replace(scrollTop === undefined ? others : { ...others, scrollTop });
  }

  #save(change: Partial<SavedPanel>): void {
    this.#replace({ ...this.#saved, ...change });
  }

  #replace(saved: SavedPanel): void {
    this.#saved = saved;
    this.#storage.writeState(saved);
  }
}

/** Nothing for what stands outside the rows, such as the plan. */
function rowOf(openKey: string): string | undefined {
  const end = openKey.lastIndexOf('/');
  return end < 0 ? undefined : openKey.slice(0, end);
}

function isEmpty({ mentions, files }: Extras): boolean {
  return mentions.length + files.length === 0;
}

/** Keeps the storage bounded. */
function newest<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).slice(-mostEntries));
}
