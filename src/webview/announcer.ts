import { type ReadonlySignal, signal } from '@preact/signals';

const longest = 600;

/** Says things to screen readers once they are settled; the stream itself stays silent. */
export class Announcer {
  readonly #text = signal('');
  readonly text: ReadonlySignal<string> = this.#text;

  say(text: string): void {
    const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
    // The same words twice in a row would not count as a change.
    this.#text.value = short === this.#text.peek() ? `${short}\u00a0` : short;
  }
}
