import * as vscode from 'vscode';
import { AppError } from '../base/errors.ts';
import { rootId, type RootId } from '../model/ids.ts';
import { importQuestion } from '../present/importQuestion.ts';
import type { SessionImports } from '../session/sessionImports.ts';
import { sessionChat, type ChatTarget } from './chat/chatTarget.ts';
import type { TreeTarget } from './contributions.ts';
import type { Pickers } from './pickers.ts';

export interface ImportSessionOptions {
  readonly imports: SessionImports;
  readonly pickers: Pickers;
  readonly openChat: (target: ChatTarget) => Promise<void>;
}

/** Into the folder that was given or is chosen; asks where OpenCode has the session already. */
export async function importSession(
  { imports, pickers, openChat }: ImportSessionOptions,
  target: TreeTarget | undefined,
): Promise<void> {
  const root = target ? rootId(target.rootId) : (await pickers.root('Import Session'))?.id;
  const file = root && (await chooseFile());
  if (!root || file === undefined || !(await isAgreed(imports, root, file))) return;
  const id = await withProgress((signal) => imports.import(root, file, signal));
  await openChat(sessionChat(root, id));
}

async function chooseFile(): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Import Session',
      openLabel: 'Import',
      canSelectMany: false,
      filters: { 'OpenCode session': ['json'] },
    })) ?? [];
  if (file && file.scheme !== 'file')
    throw new AppError(
      'import-failed',
      'Only files on the machine where OpenCode runs can be imported.',
    );
  return file?.fsPath;
}

async function isAgreed(imports: SessionImports, root: RootId, file: string): Promise<boolean> {
  const exported = await imports.read(file);
  const question = importQuestion(exported, root, await imports.folderOf(root, exported.id));
  if (!question) return true;
  const { message, detail, button } = question;
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, button);
  return answer === button;
}

async function withProgress<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  const title = 'Importing the session';
  return vscode.window.withProgress({ location, title, cancellable: true }, (_progress, token) => {
    const end = new AbortController();
    token.onCancellationRequested(() =>
      end.abort(new AppError('cancelled', 'The import was cancelled.')),
    );
    return work(end.signal);
  });
}
