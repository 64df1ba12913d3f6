import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Logger } from '../../base/log.ts';

/** Of what a command prints its end says most. */
const longest = 60_000;

interface Output {
  readonly command: string;
  output: string;
}

/** What the last command of each terminal printed, where its shell tells of commands. */
export class TerminalOutputs implements Disposable {
  readonly #last = new WeakMap<vscode.Terminal, Output>();
  readonly #log: Logger;
  readonly #listener: Disposable;

  constructor(log: Logger) {
    this.#log = log;
    this.#listener = vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
      const output = { command: execution.commandLine.value, output: '' };
      this.#last.set(terminal, output);
      void this.#record(output, execution.read());
    });
  }

  last(terminal: vscode.Terminal): Output | undefined {
    return this.#last.get(terminal);
  }

  dispose(): void {
    this.#listener.dispose();
  }

  async #record(output: Output, printed: AsyncIterable<string>): Promise<void> {
    try {
      for await (const text of printed) output.output = (output.output + text).slice(-longest);
    } catch (error) {
      this.#log.debug(`The output of a terminal cannot be read: ${String(error)}`);
    }
  }
}
