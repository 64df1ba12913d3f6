import { type ReadonlySignal, signal } from '@preact/signals';
import type { Attachment } from '../protocol/attachment.ts';
import type { EditedPrompt } from '../protocol/savedPanel.ts';
import type { ComposerView } from '../protocol/view.ts';
import type { Draft } from './draft.ts';
import type { SavedState } from './savedState.ts';

/** An earlier prompt in the composer. What stood there comes back when it is given up or sent. */
export class PromptEdit {
  readonly #draft: Draft;
  readonly #saved: SavedState;
  readonly #isActive = signal(false);
  #key: string | undefined;

  /** Whether the composer holds an earlier prompt. */
  readonly isActive: ReadonlySignal<boolean> = this.#isActive;

  constructor(draft: Draft, saved: SavedState) {
    this.#draft = draft;
    this.#saved = saved;
  }

  follow({ draftKey }: ComposerView): void {
    this.#key = draftKey;
    this.#update();
  }

  begin(rowId: string, text: string, files: readonly Attachment[] = []): void {
    if (this.#key === undefined) return;
    const known = this.#saved.edits[this.#key];
    const isShown = known !== undefined && known.promptKey === undefined;
    const kept = isShown ? known.kept : joined(known?.kept, this.#draft.text.peek());
    const before = [...(known?.keptFiles ?? []), ...(isShown ? [] : this.#draft.files.all.peek())];
    this.#save(this.#key, { rowId, kept, keptFiles: before });
    this.#draft.edit(text);
    this.#draft.files.replace(files);
  }

  /** False when there is nothing to give up. */
  cancel(): boolean {
    const edit = this.#current();
    if (this.#key === undefined || !edit) return false;
    this.#save(this.#key, undefined);
    this.#draft.edit(edit.kept);
    this.#draft.files.replace(edit.keptFiles ?? []);
    return true;
  }

  /** Sends what the composer holds; in place of the earlier prompt when it is one. */
  send(): void {
    const edit = this.#current();
    const promptKey = this.#draft.send(edit?.rowId);
    if (this.#key === undefined || !edit || promptKey === undefined) return;
    this.#save(this.#key, { ...edit, promptKey });
  }

  taken(promptKey: string): void {
    const found = this.#find(promptKey);
    if (!found) return;
    const [key, { kept, keptFiles = [] }] = found;
    this.#save(key, undefined);
    this.#draft.files.giveBack(key, keptFiles);
    if (key === this.#key) this.#draft.edit(joined(kept, this.#draft.text.peek()));
    else this.#saved.setDraft(key, joined(kept, this.#saved.draft(key)));
  }

  /** It is back in the composer, and still stands for the earlier one. */
  refused(promptKey: string): void {
    const found = this.#find(promptKey);
    if (!found) return;
    const [key, { promptKey: _answered, ...edit }] = found;
    this.#save(key, edit);
  }

  /** What is on its way to the host is not in the composer. */
  #current(): EditedPrompt | undefined {
    const edit = this.#key === undefined ? undefined : this.#saved.edits[this.#key];
    return edit?.promptKey === undefined ? edit : undefined;
  }

  #find(promptKey: string): readonly [string, EditedPrompt] | undefined {
    return Object.entries(this.#saved.edits).find(([, edit]) => edit.promptKey === promptKey);
  }

  #save(key: string, edit: EditedPrompt | undefined): void {
    this.#saved.setEdit(key, edit);
    this.#update();
  }

  #update(): void {
    this.#isActive.value = this.#current() !== undefined;
  }
}

function joined(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join('\n');
}
