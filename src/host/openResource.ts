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
  const file = resolve(root, path);
  const found = await stat(file).catch(() => undefined);
  if (!found) {
    void vscode.window.showWarningMessage(`There is no file ${honestLine(path, 200)}.`);
    return;
  }
  if (!isInside(root, await realpath(file)) && !(await confirmOutside(file))) return;
  const uri = vscode.Uri.file(file);
  if (found.isDirectory()) await vscode.commands.executeCommand('revealInExplorer', uri);
  else await vscode.commands.executeCommand('vscode.open', uri, { preview: true, ...at(line) });
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
