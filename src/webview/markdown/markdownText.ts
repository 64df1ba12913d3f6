import type { Env } from 'markdown-it';
import morphdom from 'morphdom';
import remend from 'remend';
import type { Highlighter } from '../highlight/highlighter.ts';
import { blockStarts, settledLength } from './blocks.ts';
import { withCodeIcons } from './codeButtons.ts';
import { markdown } from './parser.ts';
import { sanitised } from './sanitise.ts';

/** Beyond this a block is shown as it is written: parsing one endless line is not worth the wait. */
const longestBlock = 64 * 1024;

/**
 * A Markdown text that grows in place. Settled blocks are parsed once and never touched again;
 * the tail is healed, parsed and patched with each update.
 */
export class MarkdownText {
  readonly #container: HTMLElement;
  readonly #highlighter: Highlighter;
  #env: Env = {};
  #text = '';
  #settled = 0;
  #tail: HTMLElement | undefined;

  constructor(container: HTMLElement, highlighter: Highlighter) {
    this.#container = container;
    this.#highlighter = highlighter;
  }

  update(source: string, isDone: boolean): void {
    const text = source.replaceAll('\r\n', '\n');
    if (!text.startsWith(this.#text)) this.#reset();
    this.#text = text;
    const rest = text.slice(this.#settled);
    const starts = blockStarts(rest, this.#env);
    const length = isDone ? rest.length : settledLength(rest, starts);
    this.#settle(rest, [...starts.filter((start) => start < length), length]);
    this.#drawTail(rest.slice(length));
  }

  #reset(): void {
    this.#container.replaceChildren();
    this.#env = {};
    this.#settled = 0;
    this.#tail = undefined;
  }

  #settle(rest: string, bounds: readonly number[]): void {
    for (const [index, start] of bounds.slice(0, -1).entries()) {
      const source = rest.slice(start, bounds[index + 1]);
      const block = this.#openTail();
      patch(block, this.#render(source));
      block.classList.remove('is-tail');
      this.#tail = undefined;
      this.#highlighter.highlightIn(block);
      this.#settled += source.length;
    }
  }

  #drawTail(source: string): void {
    if (source) patch(this.#openTail(), this.#render(source, remend));
    else this.#tail?.remove();
    if (!source) this.#tail = undefined;
  }

  #openTail(): HTMLElement {
    if (this.#tail) return this.#tail;
    this.#tail = document.createElement('div');
    this.#tail.className = 'block is-tail';
    this.#container.append(this.#tail);
    return this.#tail;
  }

  #render(source: string, heal: (text: string) => string = (text) => text): Node {
    if (source.length > longestBlock && !/^ {0,3}(```|~~~)/.test(source)) return verbatim(source);
    return withCodeIcons(sanitised(markdown.render(heal(source), this.#env)));
  }
}

function verbatim(source: string): Node {
  const text = document.createElement('p');
  text.className = 'verbatim';
  text.textContent = source;
  return text;
}

function patch(block: HTMLElement, content: Node): void {
  const next = document.createElement('div');
  next.append(content);
  morphdom(block, next, { childrenOnly: true });
}
