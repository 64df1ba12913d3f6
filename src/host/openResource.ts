import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { AppError } from '../base/errors.ts';
import type { RootId } from '../model/ids.ts';

/**
 * Opens a file that a transcript names. The model wrote the path, so one outside the folder is
 * opened only after a question.
 */
export async function openFile(root: RootId, path: string, line?: number): Promise<void> {
  const file = resolve(root, path);
  const real = await realpath(file).catch(() => undefined);
  if (real === undefined) throw new AppError('not-found', `There is no file ${path}.`);
  if (!isInside(root, real) && !(await confirmOutside(real))) return;
  const position = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), {
    preview: true,
    ...(line === undefined ? {} : { selection: new vscode.Range(position, position) }),
  });
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
