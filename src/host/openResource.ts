import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { RootId } from '../model/ids.ts';
import { honestLine } from '../base/honestText.ts';

/**
 * Opens what a transcript names. The model wrote the path, so what is outside the folder is opened
 * only after a question.
 */
export async function openFile(root: RootId, path: string, line?: number): Promise<void> {
  const file = (await find(resolve(root, path))) ?? (await chooseEndingIn(root, path));
  if (!file) return;
  if (!isInside(root, await realpath(file.path)) && !(await confirmOutside(file.path))) return;
  const uri = vscode.Uri.file(file.path);
  if (file.isFolder) await vscode.commands.executeCommand('revealInExplorer', uri);
  else await vscode.commands.executeCommand('vscode.open', uri, { preview: true, ...at(line) });
}

interface Found {
  readonly path: string;
  readonly isFolder: boolean;
}

async function find(path: string): Promise<Found | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && { path, isFolder: found.isDirectory() };
}

const mostChoices = 50;

/** Models and compilers name files from where they stand, often by their last folder or none. */
async function chooseEndingIn(root: RootId, path: string): Promise<Found | undefined> {
  const known = await filesEndingIn(root, path);
  const [first, ...others] = known;
  if (!first) {
    void vscode.window.showWarningMessage(`There is no file ${honestLine(path, 200)}.`);
    return undefined;
  }
  const items = known.map((uri) => ({ label: relative(root, uri.fsPath), path: uri.fsPath }));
  const title = `Several Files Are Called ${honestLine(path, 60)}`;
  const chosen =
    others.length === 0
      ? { path: first.fsPath }
      : await vscode.window.showQuickPick(items, { title, placeHolder: 'Which one to open' });
  return chosen && { path: chosen.path, isFolder: false };
}

async function filesEndingIn(root: RootId, path: string): Promise<readonly vscode.Uri[]> {
  const name = path.replaceAll('\\', '/').replace(/^(?:\.\.?\/)+/, '');
  if (isAbsolute(path) || /[*?[\]{}]/.test(name)) return [];
  const pattern = new vscode.RelativePattern(vscode.Uri.file(root), `**/${name}`);
  return vscode.workspace.findFiles(pattern, undefined, mostChoices);
}

function at(line: number | undefined): vscode.TextDocumentShowOptions {
  if (line === undefined) return {};
  const position = new vscode.Position(Math.max(0, line - 1), 0);
  return { selection: new vscode.Range(position, position) };
}

function isInside(root: string, file: string): boolean {
  const path = relative(root, file);
  return path !== '..' && !path.startsWith('../') && !path.startsWith('..\\') && !isAbsolute(path);
}

async function confirmOutside(file: string): Promise<boolean> {
  const open = 'Open';
  const message = 'This file is outside the workspace folder. Open it?';
  return (
    (await vscode.window.showWarningMessage(message, { modal: true, detail: file }, open)) === open
  );
}

/** VS Code itself asks before it opens a site that the person has not trusted. */
export async function openLink(url: string): Promise<void> {
  const uri = vscode.Uri.parse(url, true);
  if (!['http', 'https', 'mailto'].includes(uri.scheme)) return;
  await vscode.env.openExternal(uri);
}
