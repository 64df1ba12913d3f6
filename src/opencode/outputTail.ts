import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const maxLines = 200;
const maxLineChars = 4_000;

/** The last lines that a process wrote. */
export class OutputTail {
  readonly #lines: string[] = [];
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  read(stream: Readable): void {
    const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (line) => this.#add(line.slice(0, maxLineChars)));
  }

  text(): string {
    return this.#lines.join('\n');
  }

  #add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > maxLines) this.#lines.shift();
    this.#onLine(line);
  }
}
