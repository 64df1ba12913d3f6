import * as vscode from 'vscode';
import { redactingLogger, type Logger } from '../base/log.ts';
import type { Disposable } from '../base/disposable.ts';

/** The extension's own log and, apart from it, what the servers print. Secrets pass neither. */
export class LogChannels implements Disposable {
  readonly #extension = vscode.window.createOutputChannel('OpenCode Sessions', { log: true });
  readonly #server = vscode.window.createOutputChannel('OpenCode Server', { log: true });
  readonly extension: Logger = redactingLogger(this.#extension);
  readonly server: Logger = redactingLogger(this.#server);

  showExtension(): void {
    this.#extension.show(true);
  }

  showServer(): void {
    this.#server.show(true);
  }

  dispose(): void {
    this.#extension.dispose();
    this.#server.dispose();
  }
}
