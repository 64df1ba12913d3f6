import * as vscode from 'vscode';
import { Emitter } from '../base/emitter.ts';
import type { Clock } from '../base/time.ts';
import type { Session } from '../model/session.ts';
import { exportMarkdown } from '../present/exportMarkdown.ts';
import { exportName } from '../present/exportName.ts';
import { plural } from '../present/format.ts';
import type { ExportOptions, SessionExports } from '../session/sessionExports.ts';
import { withPatientProgress } from './patientProgress.ts';

export interface ExportSessionOptions {
  readonly exports: SessionExports;
  readonly clock: Clock;
}

interface Format extends vscode.QuickPickItem {
  readonly extension: 'md' | 'json';
}

const formats: readonly Format[] = [
  { extension: 'md', label: 'Markdown', description: 'to read' },
  { extension: 'json', label: 'JSON', description: 'for “opencode import”' },
];

/** Asks how and where to, then reads all of it. Nothing is written before it is whole. */
export async function exportSession(
  { exports, clock }: ExportSessionOptions,
  session: Session,
): Promise<void> {
  const format = await vscode.window.showQuickPick(formats, { title: 'Export Session' });
  const file = format && (await chooseFile(session, format));
  if (!file) return;
  const content = await withProgress(clock, (options) =>
    format.extension === 'json'
      ? exports.json(session, options)
      : exports.messages(session, options).then((all) => exportMarkdown(session, all)),
  );
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  await offerToOpen(file);
}

async function chooseFile(
  { rootId, title }: Session,
  { extension, label }: Format,
): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: 'Export Session',
    saveLabel: 'Export',
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(rootId), exportName(title, extension)),
    filters: { [label]: [extension] },
  });
}

async function withProgress(
  clock: Clock,
  read: (options: ExportOptions) => Promise<string>,
): Promise<string> {
  const end = new AbortController();
  const changed = new Emitter<number>(() => undefined);
  let count = 0;
  const onProgress = (now: number) => {
    count = now;
    changed.fire(now);
  };
  const content = read({ signal: end.signal, onProgress });
  await withPatientProgress(content, {
    title: 'Exporting the session',
    onCancel: () => end.abort(),
    text: () => `${plural(count, 'message')} read`,
    onDidChange: changed.event,
    clock,
  }).finally(() => changed.dispose());
  return content;
}

async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = 'Open';
  const message = `The session is exported to ${vscode.workspace.asRelativePath(file)}.`;
  if ((await vscode.window.showInformationMessage(message, open)) === open)
    await vscode.commands.executeCommand('vscode.open', file);
}
