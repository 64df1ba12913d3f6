import * as vscode from 'vscode';
import { honestText, shortened } from '../../base/honestText.ts';

/** Asks before the first shell line of a window runs: OpenCode's permissions do not apply to those. */
export class ShellConsent {
  #isGiven = false;

  async ask(line: string): Promise<boolean> {
    if (this.#isGiven) return true;
    const run = 'Run';
    const answer = await vscode.window.showWarningMessage(
      'Run this in the shell?',
      {
        modal: true,
        detail: `${shortened(honestText(line), 1_000)}\n\nWhat you begin with “!” is run at once in the workspace folder, whatever OpenCode is allowed. You are asked once in this window.`,
      },
      run,
    );
    this.#isGiven = answer === run;
    return this.#isGiven;
  }
}
