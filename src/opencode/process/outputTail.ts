import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { redact } from '../../base/log.ts';

const maxLines = 200;
const maxLineChars = 4_000;

/** The last lines that a process wrote, without its secrets. */
export class OutputTail {
  readonly #lines: string[] = [];
  readonly #secrets: readonly string[];
  readonly #onLine: (line: string) => void;

  constructor(secrets: readonly string[], onLine: (line: string) => void) {
    this.#secrets = secrets;
    this.#onLine = onLine;
  }

  read(stream: Readable): void {
    const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    // Redacted before it is cut: half a secret would be known by nothing.
    lines.on('line', (line) => this.#add(redact(line, this.#secrets).slice(0, maxLineChars)));
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
