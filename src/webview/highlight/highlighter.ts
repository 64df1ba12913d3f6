import { workerSource } from 'worker:./highlightWorker.ts';
import { sanitised } from '../markdown/sanitise.ts';

export interface HighlightRequest {
  readonly id: number;
  readonly language: string;
  readonly code: string;
}

/** `html` is empty when the language is not known. */
export interface HighlightResult {
  readonly id: number;
  readonly html: string;
}

const longestCode = 100_000;

/** Colours code off the main thread, once it no longer changes. */
export class Highlighter {
  readonly #waiting = new Map<number, HTMLElement>();
  #worker: Worker | undefined;
  #nextId = 0;

  /** Colours every code block inside, soon. */
  highlightIn(block: HTMLElement): void {
    for (const code of block.querySelectorAll<HTMLElement>('code[data-language]')) {
      this.highlight(code, code.dataset['language'] ?? '');
    }
  }

  highlight(element: HTMLElement, language: string): void {
    const code = element.textContent;
    if (!language || !code || code.length > longestCode) return;
    const id = this.#nextId++;
    this.#waiting.set(id, element);
    this.#worker ??= this.#start();
    const request: HighlightRequest = { id, language, code };
    this.#worker.postMessage(request, []);
  }

  #start(): Worker {
    const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.addEventListener('message', (event: MessageEvent<HighlightResult>) => {
      this.#show(event.data);
    });
    return worker;
  }

  #show({ id, html }: HighlightResult): void {
    const element = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!element?.isConnected || !html) return;
    const content = sanitised(html);
    // The text may have changed while the worker was at it.
    if (content.textContent === element.textContent) element.replaceChildren(content);
  }
}
