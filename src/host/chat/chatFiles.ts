import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { honestLine } from '../../base/honestText.ts';
import { tooLarge } from '../../present/fileType.ts';
import { mentionOf } from '../../present/mentionText.ts';
import { relativePath } from '../../present/paths.ts';
import { isIn } from '../../present/placedPath.ts';
import { maxFileBytes, maxFiles } from '../../protocol/attachment.ts';
import type { ToHostHandlers } from '../../protocol/toHost.ts';
import type { ToWebview } from '../../protocol/toWebview.ts';
import { canonicalPath } from '../canonicalPath.ts';
import type { AttachedFiles, KeptFile } from '../attachments/attachedFiles.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';

type FileHandlers = Pick<ToHostHandlers, 'filePiece' | 'forgetFile' | 'pickFiles' | 'dropUris'>;

/** What is pasted, dropped and picked. */
export function chatFiles(panel: ChatPanelPort): FileHandlers {
  const { context, post, run } = panel;
  const { files } = context.composing;
  return {
    filePiece: (piece) => {
      const { fileId } = piece;
      const refuse = () => post({ type: 'fileRefused', fileId, reason: unread(piece.name) });
      const tell = (kept: KeptFile | undefined) => kept && post(answer(kept, fileId));
      run(files.receive(piece).then(tell, refuse));
    },
    forgetFile: ({ fileId }) => run(files.forget(fileId)),
    pickFiles: () => run(pick(panel)),
    dropUris: ({ uris }) => run(drop(panel, uris)),
  };
}

function answer(kept: KeptFile, fileId?: string): ToWebview {
  if (kept.kind === 'kept') return { type: 'fileKept', file: kept.file };
  const refused = { type: 'fileRefused', reason: kept.reason } as const;
  return fileId === undefined ? refused : { ...refused, fileId };
}

function unread(name: string): string {
  return `${honestLine(name, 80)} could not be read.`;
}

async function pick({ context, post, target }: ChatPanelPort): Promise<void> {
  const root = target()?.rootId;
  const chosen = await vscode.window.showOpenDialog({
    title: 'Attach Files',
    openLabel: 'Attach',
    canSelectMany: true,
    ...(root === undefined ? {} : { defaultUri: vscode.Uri.file(root) }),
  });
  for (const { fsPath } of (chosen ?? []).slice(0, maxFiles))
    post(answer(await attach(context.composing.files, fsPath)));
  post({ type: 'focusComposer' });
}

async function drop(
  { context, post, target }: ChatPanelPort,
  uris: readonly string[],
): Promise<void> {
  const root = target()?.rootId;
  for (const path of uris.flatMap(pathOf)) {
    const inside = root !== undefined && isIn(path, root) ? relativePath(root, path) : undefined;
    const mention = inside === undefined ? undefined : mentionOf(inside);
    if (mention !== undefined) post({ type: 'insertText', text: `${mention} ` });
    else post(answer(await attach(context.composing.files, path)));
  }
}

/** Where VS Code runs elsewhere, its own addresses name files of this machine. */
function pathOf(address: string): readonly string[] {
  const uri = vscode.Uri.parse(address);
  if (uri.scheme !== 'file' && uri.scheme !== 'vscode-remote') return [];
  return [canonicalPath(vscode.Uri.file(uri.path).fsPath)];
}

/** Nothing is read that is too large anyway. */
async function attach(files: AttachedFiles, path: string): Promise<KeptFile> {
  const name = basename(path);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return { kind: 'refused', reason: unread(name) };
  if (found.size > maxFileBytes)
    return { kind: 'refused', reason: tooLarge(honestLine(name, 80), maxFileBytes) };
  const bytes = await readFile(path).catch(() => undefined);
  return bytes ? files.keep(name, bytes) : { kind: 'refused', reason: unread(name) };
}
