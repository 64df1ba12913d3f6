import { sanitised } from '../markdown/sanitise.ts';
import { Sightings } from './sightings.ts';
import { highlightWorkerUrl } from './workerLoader.ts';

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

/** Colours code off the main thread, once it no longer changes and somebody can see it. */
export class Highlighter {
  readonly #waiting = new Map<number, HTMLElement>();
  readonly #sightings = new Sightings((code) => this.#highlight(code));
  #worker: Promise<Worker> | undefined;
  #nextId = 0;

  /** Colours every code block inside, soon after it is seen. */
  highlightIn(block: HTMLElement): void {
    for (const code of block.querySelectorAll<HTMLElement>('code[data-language]')) {
      if (code.dataset['language']) this.#sightings.await(code);
    }
  }

  #highlight(element: HTMLElement): void {
    const language = element.dataset['language'] ?? '';
    const code = element.textContent;
    if (!language || !code || code.length > longestCode) return;
    const id = this.#nextId++;
    this.#waiting.set(id, element);
    void this.#ask({ id, language, code });
  }

  /** Code stays as it is where the worker does not come. */
  async #ask(request: HighlightRequest): Promise<void> {
    this.#worker ??= this.#start();
    try {
      (await this.#worker).postMessage(request, []);
    } catch {
      this.#waiting.delete(request.id);
    }
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(await highlightWorkerUrl());
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
