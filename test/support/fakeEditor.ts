import type {
  EditorProblem,
  EditorRange,
  EditorState,
  EditorSymbol,
} from '../../src/host/mentions/editorState.ts';

/** A window without VS Code: it shows what a test says. */
export class FakeEditor implements EditorState {
  selected: EditorRange | undefined;
  open: readonly string[] = [];
  found: readonly EditorProblem[] = [];
  known: readonly EditorSymbol[] = [];
  printed: { readonly command: string; readonly output: string } | undefined;
  readonly dirty = new Map<string, string>();

  selection = () => this.selected;
  openFiles = () => this.open;
  problems = () => this.found;
  symbols = () => Promise.resolve(this.known);
  unsaved = (path: string) => this.dirty.get(path);
  terminal = () => this.printed;
}
