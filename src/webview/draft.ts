import { type ReadonlySignal, signal } from '@preact/signals';
import { maxShortLength, maxMentions, maxTextLength, type ToHost } from '../protocol/toHost.ts';
import type { Extras, SentPrompt } from '../protocol/savedPanel.ts';
import { DraftFiles } from './attachments/draftFiles.ts';
import type { ComposerView } from '../protocol/view.ts';
import { noExtras, type SavedState } from './savedState.ts';

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

  readonly text: ReadonlySignal<string> = this.#text;
  /** Why the last prompt came back or did not leave; empty when it did. */
  readonly refusal: ReadonlySignal<string> = this.#refusal;
  readonly files: DraftFiles;

  constructor(saved: SavedState, post: (message: ToHost) => void) {
    this.#saved = saved;
    this.files = new DraftFiles(saved);
    this.#post = post;
  }

  follow({ draftKey, previousDraftKey, history }: ComposerView): void {
    this.#history = history;
    if (draftKey === this.#key) return;
    if (previousDraftKey !== undefined) this.#move(previousDraftKey, draftKey);
    this.#key = draftKey;
    this.#recalled = -1;
    this.#refusal.value = '';
    this.#text.value = this.#saved.draft(draftKey);
    this.files.follow(draftKey);
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

  /** Chosen from the list: should it lead nowhere when it is sent, the person is told. */
  addMention(mention: string): void {
    if (this.#key === undefined || mention.length > maxShortLength) return;
    const extras = this.#saved.extras(this.#key);
    const mentions = [...new Set([...extras.mentions, mention])];
    this.#saved.setExtras(this.#key, { ...extras, mentions });
  }

  /** Gives the key of what has left. @param replaces the row of the prompt that is taken back for it */
  send(replaces?: string): string | undefined {
    const text = this.#text.peek();
    const isEmpty = text.trim() === '' && this.files.all.peek().length === 0;
    if (this.#key === undefined || isEmpty) return undefined;
    this.#refusal.value = this.#hindrance(text);
    if (this.#refusal.peek()) return undefined;
    const promptKey = newPromptKey();
    const extras = this.#extrasOf(this.#key, text);
    this.#saved.addSent(promptKey, { draftKey: this.#key, text, extras });
    this.edit('');
    this.#saved.setExtras(this.#key, noExtras);
    this.files.follow(this.#key);
    const files = extras.files.map(({ id, name, mime, size }) => ({ id, name, mime, size }));
    const { mentions } = extras;
    this.#post({
      type: 'prompt',
      promptKey,
      text,
      mentions,
      files,
      ...(replaces === undefined ? {} : { replaces }),
    });
    return promptKey;
  }

  /** Says why something cannot be done; the text stays. */
  refuse(reason: string): void {
    this.#refusal.value = reason;
  }

  taken(promptKey: string): void {
    this.#saved.takeSent(promptKey);
  }

  /** It goes back to the composer that it came from. */
  refused(promptKey: string, reason: string): void {
    const prompt = this.#saved.takeSent(promptKey);
    if (!prompt) return;
    this.#giveBack(prompt);
    if (prompt.draftKey === this.#key) this.#refusal.value = reason;
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

  #hindrance(text: string): string {
    if (text.length > maxTextLength) return tooLong(text.length);
    return this.files.isComing.peek() ? 'A file is still being read.' : '';
  }

  #extrasOf(key: string, text: string): Extras {
    const { mentions, files } = this.#saved.extras(key);
    const told = mentions.filter((mention) => text.includes(mention));
    return { mentions: told.slice(-maxMentions), files };
  }

  #set(text: string): void {
    this.#text.value = text;
    if (this.#key !== undefined) this.#saved.setDraft(this.#key, text);
  }

  /** The conversation has another key. Text under the old one may be a newer conversation's. */
  #move(from: string, to: string): void {
    if (this.#key === from) this.#saved.moveDraft(from, to);
    this.#saved.moveSent(from, to);
    this.files.move(from, to);
  }

  /** In front of what was typed since. */
  #giveBack({ draftKey, text, extras }: SentPrompt): void {
    const now = this.#saved.extras(draftKey);
    const mentions = [...new Set([...(extras?.mentions ?? []), ...now.mentions])];
    this.#saved.setExtras(draftKey, { mentions, files: [...(extras?.files ?? []), ...now.files] });
    if (draftKey === this.#key) this.files.follow(draftKey);
    const since = this.#saved.draft(draftKey);
    const whole = since ? `${text}\n${since}` : text;
    if (draftKey === this.#key) this.edit(whole);
    else this.#saved.setDraft(draftKey, whole);
  }
}

/** Like no other of any panel, also after a reload. */
function newPromptKey(): string {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return ['prompt', Date.now(), ...random].join('-');
}

function tooLong(length: number): string {
  const [most, count] = [maxTextLength, length].map((figure) => figure.toLocaleString('en'));
  return `A prompt can have at most ${most} characters; this one has ${count}.`;
}
