/** A place in a file of the window. */
export interface EditorRange {
  readonly path: string;
  /** From 1, the last one included. */
  readonly first: number;
  readonly last: number;
}

export interface EditorProblem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
  /** Which checker says so, such as `ts`. */
  readonly source: string;
}

export interface EditorSymbol extends EditorRange {
  readonly name: string;
  readonly container: string;
}

/** What the window shows that can be mentioned. */
export interface EditorState {
  /** What is selected in the active editor. */
  selection(): EditorRange | undefined;
  /** Files in tabs, the one at work first. */
  openFiles(): readonly string[];
  problems(): readonly EditorProblem[];
  symbols(query: string): Promise<readonly EditorSymbol[]>;
  /** The text of a file that has changes which are not saved. */
  unsaved(path: string): string | undefined;
  /** The last command of the active terminal with what it printed. */
  terminal(): { readonly command: string; readonly output: string } | undefined;
}
