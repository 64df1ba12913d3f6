import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Logger } from '../../base/log.ts';
import { canonicalPath } from '../canonicalPath.ts';
import type { EditorProblem, EditorRange, EditorState, EditorSymbol } from './editorState.ts';
import { TerminalOutputs } from './terminalOutputs.ts';

/** A language that is slow to answer must not hold up the list. */
const symbolsWithinMs = 1_000;

/** The window as it is now. */
export class WindowEditor implements EditorState, Disposable {
  readonly #owned = new DisposableStore();
  readonly #outputs: TerminalOutputs;
  /** A chat in a tab is no text editor: what was selected before it was opened still counts. */
  #lastEditor = vscode.window.activeTextEditor;

  constructor(log: Logger) {
    this.#outputs = this.#owned.add(new TerminalOutputs(log));
    this.#owned.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#lastEditor = editor;
      }),
    );
  }

  selection(): EditorRange | undefined {
    const editor = vscode.window.activeTextEditor ?? this.#lastEditor;
    if (!editor || editor.document.isClosed || editor.document.uri.scheme !== 'file')
      return undefined;
    const { selection, document } = editor;
    return selection.isEmpty ? undefined : toRange(document.uri, selection);
  }

  openFiles(): readonly string[] {
    const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    const atWork = vscode.window.activeTextEditor ?? this.#lastEditor;
    const uris = [atWork?.document, ...tabs.map(({ input }) => input)].flatMap((input) =>
      isFileOfTab(input) && isOpen(input.uri, tabs) ? [input.uri.fsPath] : [],
    );
    return [...new Set(uris)].map((path) => canonicalPath(path));
  }

  problems(): readonly EditorProblem[] {
    return vscode.languages
      .getDiagnostics()
      .filter(([{ scheme }, found]) => scheme === 'file' && found.length > 0)
      .flatMap(([{ fsPath }, found]) => found.map((one) => toProblem(canonicalPath(fsPath), one)));
  }

  async symbols(query: string): Promise<readonly EditorSymbol[]> {
    const command = 'vscode.executeWorkspaceSymbolProvider';
    const asked = vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
      command,
      query,
    );
    const found = await Promise.race([asked, setTimeout(symbolsWithinMs, undefined)]);
    return (found ?? [])
      .filter(({ location }) => location.uri.scheme === 'file')
      .map(({ name, containerName, location }) => ({
        name,
        container: containerName,
        ...toRange(location.uri, location.range),
      }));
  }

  unsaved(path: string): string | undefined {
    const document = vscode.workspace.textDocuments.find(
      ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && canonicalPath(uri.fsPath) === path,
    );
    return document?.getText();
  }

  terminal(): { readonly command: string; readonly output: string } | undefined {
    const active = vscode.window.activeTerminal;
    return active && this.#outputs.last(active);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function isFileOfTab(input: unknown): input is { readonly uri: vscode.Uri } {
  if (typeof input !== 'object' || input === null || !('uri' in input)) return false;
  return input.uri instanceof vscode.Uri && input.uri.scheme === 'file';
}

function isOpen(uri: vscode.Uri, tabs: readonly vscode.Tab[]): boolean {
  return tabs.some(({ input }) => isFileOfTab(input) && input.uri.toString() === uri.toString());
}

/** A selection that ends before the first character of a line does not hold that line. */
function toRange(uri: vscode.Uri, { start, end }: vscode.Range): EditorRange {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { path: canonicalPath(uri.fsPath), first: start.line + 1, last };
}

const severities: Readonly<Record<vscode.DiagnosticSeverity, EditorProblem['severity']>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'info',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};

function toProblem(
  path: string,
  { range, severity, message, source = '' }: vscode.Diagnostic,
): EditorProblem {
  const { line, character } = range.start;
  const place = { path, line: line + 1, column: character + 1 };
  return { ...place, severity: severities[severity], message, source };
}
