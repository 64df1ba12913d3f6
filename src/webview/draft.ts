import { type ReadonlySignal, signal } from '@preact/signals';
import { maxTextLength, type ToHost } from '../protocol/toHost.ts';
import type { ComposerView } from '../protocol/view.ts';
import type { SavedState } from './savedState.ts';

/** The text of the composer: kept for each session, until the host has taken it. */
export class Draft {
  readonly #saved: SavedState;
  readonly #post: (message: ToHost) => void;
  readonly #text = signal('');
  readonly #refusal = signal('');
  #key: string | undefined;
  #history: readonly string[] = [];
  /** Where in the history the text comes from; -1 is the person's own text. */
  #recalled = -1;
  #count = 0;

  readonly text: ReadonlySignal<string> = this.#text;
  /** Why the last prompt came back or did not leave; empty when it did. */
  readonly refusal: ReadonlySignal<string> = this.#refusal;

  constructor(saved: SavedState, post: (message: ToHost) => void) {
    this.#saved = saved;
    this.#post = post;
  }

  /** The first view shows which of the prompts sent before a reload did arrive. */
  follow({ draftKey, previousDraftKey, history }: ComposerView): void {
    this.#history = history;
    if (draftKey === this.#key) return;
    if (this.#key !== undefined && this.#key === previousDraftKey) {
      this.#saved.moveDraft(previousDraftKey, draftKey);
    }
    const isFirst = this.#key === undefined;
    this.#key = draftKey;
    this.#recalled = -1;
    this.#refusal.value = '';
    this.#text.value = this.#saved.draft(draftKey);
    if (isFirst) this.#recoverSent(draftKey);
  }

  edit(text: string): void {
    this.#recalled = -1;
    this.#set(text);
  }

  /** Adds text behind what is there. */
  insert(text: string): void {
    const before = this.#text.peek();
    this.edit(before && !/\s$/.test(before) ? `${before} ${text}` : before + text);
  }

  send(): void {
    const text = this.#text.peek();
    if (!text.trim() || this.#key === undefined) return;
    this.#refusal.value = '';
    if (text.length > maxTextLength) {
      this.#refusal.value = tooLong(text.length);
      return;
    }
    const promptKey = `${Date.now().toString(36)}-${(this.#count++).toString(36)}`;
    this.#saved.addSent(promptKey, { draftKey: this.#key, text });
    this.edit('');
    this.#post({ type: 'prompt', promptKey, text });
  }

  taken(promptKey: string): void {
    this.#saved.takeSent(promptKey);
  }

  refused(promptKey: string, reason: string): void {
    const text = this.#saved.takeSent(promptKey);
    if (text !== undefined) this.#giveBack(text);
    this.#refusal.value = reason;
  }

  /** Goes to an older (+1) or newer (-1) prompt. False when there is nowhere to go. */
  recall(step: 1 | -1): boolean {
    const text = this.#text.peek();
    const isUntouched = this.#recalled >= 0 && text === this.#history[this.#recalled];
    if (text && !isUntouched) return false;
    const next = this.#recalled + step;
    if (next < -1 || next >= this.#history.length) return false;
    this.#recalled = next;
    this.#set(this.#history[next] ?? '');
    return true;
  }

  #set(text: string): void {
    this.#text.value = text;
    if (this.#key !== undefined) this.#saved.setDraft(this.#key, text);
  }

  #recoverSent(draftKey: string): void {
    for (const [promptKey, sent] of Object.entries(this.#saved.sent())) {
      const hasArrived = this.#history.includes(sent.text);
      if (sent.draftKey !== draftKey && !hasArrived) continue;
      this.#saved.takeSent(promptKey);
      if (!hasArrived) this.#giveBack(sent.text);
    }
  }

  #giveBack(text: string): void {
    const since = this.#text.peek();
    this.edit(since ? `${text}\n${since}` : text);
  }
}

function tooLong(length: number): string {
  const [most, count] = [maxTextLength, length].map((figure) => figure.toLocaleString('en'));
  return `A prompt can have at most ${most} characters; this one has ${count}.`;
}
