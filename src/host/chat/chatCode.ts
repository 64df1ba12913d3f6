import * as vscode from 'vscode';
import type { RootId } from '../../model/ids.ts';
import { editorLanguage } from '../../present/editorLanguage.ts';
import { runQuestion } from '../../present/runQuestion.ts';
import { isShellLanguage } from '../../protocol/shellLanguage.ts';
import type { CodeAction, ToHostHandlers } from '../../protocol/toHost.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';

interface Code {
  readonly text: string;
  readonly language: string;
  /** Where its commands are meant for. */
  readonly root: RootId | undefined;
}

/** What can be done with a code block. The model wrote it: nothing of it runs without a question. */
export function chatCode({ target, run }: ChatPanelPort): Pick<ToHostHandlers, 'code'> {
  return {
    code: ({ action, text, language }) => {
      if (text === undefined) sayTooLong();
      else run(handlers[action]({ text, language, root: target()?.rootId }));
    },
  };
}

const handlers: Readonly<Record<CodeAction, (code: Code) => Promise<void>>> = {
  insert,
  newFile: openAsFile,
  run: runInTerminal,
  choose,
};

/** Where the panel is too narrow for a button each. */
async function choose(code: Code): Promise<void> {
  const items = [
    { label: '$(insert) Insert at Cursor', action: insert },
    { label: '$(new-file) Open as New File', action: openAsFile },
    ...(isShellLanguage(code.language)
      ? [{ label: '$(terminal) Run in Terminal…', action: runInTerminal }]
      : []),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: 'Code Block' });
  await chosen?.action(code);
}

/** In place of what is selected, as typing would. */
async function insert(code: Code): Promise<void> {
  const editor = editorToWriteIn();
  const text = code.text.replace(/\n$/, '');
  const isDone = await editor?.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (editor && isDone) {
    await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    return;
  }
  const reason = editor ? 'The editor cannot be written to.' : 'There is no editor to insert into.';
  await offerFile(reason, code);
}

/** Schemes of what VS Code shows in an editor's dress. */
const noFiles: ReadonlySet<string> = new Set(['output', 'opencode-sessions', 'git']);

/** A chat in an editor tab takes the place of the active editor: then the only other one is meant. */
function editorToWriteIn(): vscode.TextEditor | undefined {
  const { activeTextEditor: active, visibleTextEditors } = vscode.window;
  const files = visibleTextEditors.filter(({ document }) => !noFiles.has(document.uri.scheme));
  if (active && files.includes(active)) return active;
  return files.length === 1 ? files[0] : undefined;
}

async function offerFile(reason: string, code: Code): Promise<void> {
  const newFile = 'New File';
  if ((await vscode.window.showWarningMessage(reason, newFile)) === newFile) await openAsFile(code);
}

/** An untitled one: whether and where it is saved is the person's choice. */
async function openAsFile({ text, language }: Code): Promise<void> {
  const known = editorLanguage(language, await vscode.languages.getLanguages());
  const options = { content: text, ...(known === undefined ? {} : { language: known }) };
  const document = await vscode.workspace.openTextDocument(options);
  await vscode.window.showTextDocument(document, { preview: false });
}

/** A terminal of its own, so that nothing is typed into a program that runs in another. */
async function runInTerminal(code: Code): Promise<void> {
  const question = runQuestion(code.text);
  if (question.kind === 'refuse') {
    await offerFile(question.reason, code);
    return;
  }
  if (!(await mayRun(question.detail))) return;
  const cwd = code.root === undefined ? {} : { cwd: code.root };
  const terminal = vscode.window.createTerminal({ name: 'OpenCode', ...cwd });
  terminal.show();
  terminal.sendText(question.command);
}

async function mayRun(detail: string): Promise<boolean> {
  const yes = 'Run';
  const message = 'Run this command in a terminal?';
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}

function sayTooLong(): void {
  void vscode.window.showWarningMessage('This code is too long to be taken from here. Copy it.');
}
