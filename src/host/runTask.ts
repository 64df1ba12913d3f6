import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import type { PromptOptions } from '../model/prompt.ts';
import type { SessionId } from '../model/ids.ts';
import { honestLine } from '../base/honestText.ts';
import { withoutLinks } from '../present/cleanText.ts';
import { errorTitle } from '../present/errorText.ts';
import { modelLabel } from '../present/format.ts';
import type { RunEngine, RunResult } from '../runs/runEngine.ts';
import type { Pickers } from './pickers.ts';
import type { PickedOptions } from './pickedOptions.ts';
import type { Root } from './workspaceRoots.ts';

export interface RunTaskOptions {
  readonly runs: RunEngine;
  readonly pickers: Pickers;
  readonly picked: PickedOptions;
  readonly onError: (error: unknown) => void;
  openChat(root: Root, session: SessionId): Promise<void>;
  isShown(session: SessionId): boolean;
}

interface TaskInput {
  readonly prompt: string;
  readonly options: PromptOptions;
}

/** `Run OpenCode task`: folder, prompt, agent and model, then progress until it ends. */
export async function runTask(options: RunTaskOptions): Promise<void> {
  const root = await options.pickers.root('Run OpenCode Task');
  if (!root) return;
  let next: TaskInput | undefined = { prompt: '', options: options.picked.get(root.id) };
  while (next) {
    const input = await askForTask(root, next, options);
    if (!input) return;
    const result = await runWithProgress(root, input, options);
    next = (await report(root, result, options)) === 'again' ? input : undefined;
  }
}

/** Agent and model are buttons of the prompt's own input, so that the usual case stays one step. */
async function askForTask(
  root: Root,
  first: TaskInput,
  { pickers, onError }: RunTaskOptions,
): Promise<TaskInput | undefined> {
  let { prompt, options } = first;
  for (;;) {
    const answer = await showTaskInput(root, prompt, options);
    if (!answer) return undefined;
    prompt = answer.prompt;
    if (answer.next === 'run') return { prompt, options };
    try {
      options = { ...options, ...(await pickers[answer.next](root.id)) };
    } catch (error) {
      onError(error);
    }
  }
}

const agentButton = { iconPath: new vscode.ThemeIcon('account'), tooltip: 'Choose Agent…' };
const modelButton = { iconPath: new vscode.ThemeIcon('symbol-misc'), tooltip: 'Choose Model…' };

interface TaskAnswer {
  readonly prompt: string;
  readonly next: 'run' | 'agent' | 'model';
}

function showTaskInput(
  root: Root,
  prompt: string,
  options: PromptOptions,
): Promise<TaskAnswer | undefined> {
  const store = new DisposableStore();
  const input = store.add(vscode.window.createInputBox());
  input.title = `Run OpenCode Task in ${root.name}`;
  input.placeholder = 'What should OpenCode do?';
  input.prompt = choiceText(options);
  input.value = prompt;
  input.ignoreFocusOut = true;
  input.buttons = [agentButton, modelButton];
  return new Promise((resolve) => {
    const finish = (answer: TaskAnswer | undefined) => {
      resolve(answer);
      store.dispose();
    };
    store.add(
      input.onDidTriggerButton((button) =>
        finish({ prompt: input.value, next: button === agentButton ? 'agent' : 'model' }),
      ),
    );
    store.add(
      input.onDidAccept(() => {
        if (input.value.trim() === '') input.validationMessage = 'Say what OpenCode should do.';
        else finish({ prompt: input.value, next: 'run' });
      }),
    );
    store.add(input.onDidChangeValue(() => (input.validationMessage = '')));
    store.add(input.onDidHide(() => finish(undefined)));
    input.show();
  });
}

function choiceText({ agent, model }: PromptOptions): string {
  const chosen = [agent && `agent ${agent}`, model && `model ${modelLabel(model)}`];
  const text = chosen.filter((part) => part !== undefined).join(', ');
  return text === ''
    ? 'Runs with your default agent and model; the buttons choose others.'
    : `Runs with ${text}.`;
}

function runWithProgress(
  root: Root,
  { prompt, options }: TaskInput,
  { runs }: RunTaskOptions,
): Thenable<RunResult> {
  const title = `OpenCode: ${prompt.length > 60 ? `${prompt.slice(0, 59)}…` : prompt}`;
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      const listener = token.onCancellationRequested(() => abort.abort());
      try {
        return await runs.run(
          { rootId: root.id, prompt, ...options },
          {
            signal: abort.signal,
            asks: 'wait',
            onProgress: (message) => progress.report({ message }),
          },
        );
      } finally {
        listener.dispose();
      }
    },
  );
}

const editTask = 'Edit and Run Again…';

/** A task that never began gives its prompt back. */
async function report(
  root: Root,
  result: RunResult,
  options: RunTaskOptions,
): Promise<'again' | undefined> {
  const { sessionId, outcome } = result;
  if (outcome !== 'failed' && (sessionId === undefined || options.isShown(sessionId)))
    return undefined;
  const show =
    outcome === 'failed' ? vscode.window.showErrorMessage : vscode.window.showInformationMessage;
  const choice = await show(outcomeText(result, root), sessionId === undefined ? editTask : 'Open');
  if (choice === 'Open' && sessionId !== undefined) await options.openChat(root, sessionId);
  return choice === editTask ? 'again' : undefined;
}

function outcomeText({ outcome, error }: RunResult, { name }: Root): string {
  const reason = error ? errorTitle(error) : 'The reason is not known.';
  const isOneOfSeveral = (vscode.workspace.workspaceFolders ?? []).length > 1;
  const place = isOneOfSeveral ? ` in ${withoutLinks(honestLine(name, 40))}` : '';
  const texts: { readonly [Outcome in RunResult['outcome']]: string } = {
    completed: `OpenCode finished the task${place}.`,
    cancelled: `The OpenCode task${place} was cancelled.`,
    failed: `The OpenCode task${place} failed: ${reason}`,
  };
  return texts[outcome];
}
