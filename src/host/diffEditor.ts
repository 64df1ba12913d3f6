import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { applyPatch, parsePatch, reversePatch } from 'diff';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';

const scheme = 'opencode-sessions';
/** Documents kept for open diff editors; the oldest go first. */
const mostDocuments = 400;

/** More files than that are not opened at once. */
const mostInTurn = 100;

interface FileDiff {
  readonly file: string;
  readonly patch: string;
}

interface Change extends FileDiff {
  /** Undefined when the patch does not fit the file as it is. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly what: 'proposed' | 'changed';
}

/** Shows a change in VS Code's own diff editor, from the file on disk and OpenCode's unified diff. */
export class DiffEditor implements vscode.TextDocumentContentProvider, Disposable {
  readonly #store = new DisposableStore();
  readonly #documents = new Map<string, string>();
  #count = 0;

  constructor() {
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#documents.get(uri.toString()) ?? '';
  }

  /** What would change: the file as it is, against the patch applied. */
  async showProposed(file: string, patch: string): Promise<void> {
    const before = await contentOf(file);
    await this.#show({ file, patch, before, after: apply(before, patch), what: 'proposed' });
  }

  /** What was changed: the patch taken back, against the file as it is. */
  async showMade(file: string, patch: string): Promise<void> {
    const after = await contentOf(file);
    await this.#show({ file, patch, before: unapply(after, patch), after, what: 'changed' });
  }

  /** Everything that a turn has changed, file by file. */
  async showTurn(changes: readonly FileDiff[]): Promise<void> {
    if (changes.length === 0) {
      void vscode.window.showInformationMessage('OpenCode no longer knows what was changed here.');
      return;
    }
    const resources = await Promise.all(
      changes.slice(0, mostInTurn).map((change) => this.#resource(change)),
    );
    const { length } = changes;
    const part = length > mostInTurn ? `, the first ${mostInTurn} of ${length} files` : '';
    await vscode.commands.executeCommand('vscode.changes', `Changes (OpenCode${part})`, resources);
  }

  dispose(): void {
    this.#store.dispose();
    this.#documents.clear();
  }

  /** Label, before and after. Where the file has changed since, the patch itself is what was added. */
  async #resource({ file, patch }: FileDiff): Promise<[vscode.Uri, vscode.Uri, vscode.Uri]> {
    const after = await contentOf(file);
    const before = unapply(after, patch);
    const label = vscode.Uri.file(file);
    if (before === undefined || after === undefined) {
      const path = `${file}.diff`;
      return [label, this.#document(path, 'before', ''), this.#document(path, 'patch', patch)];
    }
    return [label, this.#document(file, 'before', before), this.#document(file, 'after', after)];
  }

  async #show({ file, patch, before, after, what }: Change): Promise<void> {
    if (before === undefined || after === undefined || parsePatch(patch).length > 1) {
      await this.#showPatch(file, patch);
      return;
    }
    const left = this.#document(file, 'before', before);
    const right = this.#document(file, 'after', after);
    const title = `${basename(file)} (OpenCode, ${what})`;
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  /** The file has changed since: the patch itself still tells what it was about. */
  async #showPatch(file: string, patch: string): Promise<void> {
    await vscode.window.showTextDocument(this.#document(`${file}.diff`, 'patch', patch), {
      preview: true,
    });
  }

  #document(file: string, side: string, content: string): vscode.Uri {
    this.#count += 1;
    const uri = vscode.Uri.from({
      scheme,
      path: vscode.Uri.file(file).path,
      query: `${side}-${this.#count}`,
    });
    this.#documents.set(uri.toString(), content);
    const oldest = this.#documents.keys().next();
    if (this.#documents.size > mostDocuments && !oldest.done) this.#documents.delete(oldest.value);
    return uri;
  }
}

/** A file that does not exist yet counts as empty; one that cannot be read has no content. */
async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? '' : undefined;
  }
}

function apply(content: string | undefined, patch: string): string | undefined {
  return content === undefined ? undefined : patched(() => applyPatch(content, patch));
}

function unapply(content: string | undefined, patch: string): string | undefined {
  if (content === undefined) return undefined;
  return patched(() => {
    const [parsed] = parsePatch(patch);
    return parsed ? applyPatch(content, reversePatch(parsed)) : false;
  });
}

function patched(run: () => string | false): string | undefined {
  try {
    const result = run();
    return result === false ? undefined : result;
  } catch {
    // Not a patch that the library can read: the caller shows it as text.
    return undefined;
  }
}
