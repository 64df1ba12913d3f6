import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import { toAppError } from '../base/errors.ts';
import type { PromptOptions } from '../model/prompt.ts';
import type { SessionId } from '../model/ids.ts';
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
  const input = root && (await askForTask(root, options));
  if (!input) return;
  const result = await runWithProgress(root, input, options);
  await report(root, result, options);
}

/** Agent and model are buttons of the prompt's own input, so that the usual case stays one step. */
async function askForTask(
  root: Root,
  { pickers, picked }: RunTaskOptions,
): Promise<TaskInput | undefined> {
  let options = picked.get(root.id);
  let prompt = '';
  for (;;) {
    const answer = await showTaskInput(root, prompt, options);
    if (!answer) return undefined;
    prompt = answer.prompt;
    if (answer.next === 'run') return { prompt, options };
    if (answer.next === 'agent') {
      const agent = await pickers.agent(root.id);
      if (agent !== undefined) options = { ...options, agent };
    } else {
      const model = await pickers.model(root.id);
      if (model) options = { ...options, model };
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
          { signal: abort.signal, onProgress: (message) => progress.report({ message }) },
        );
      } finally {
        listener.dispose();
      }
    },
  );
}

async function report(root: Root, result: RunResult, options: RunTaskOptions): Promise<void> {
  const { sessionId } = result;
  if (sessionId === undefined) throw result.error ?? toAppError(new Error('The task did not run.'));
  if (result.outcome !== 'failed' && options.isShown(sessionId)) return;
  const show =
    result.outcome === 'failed'
      ? vscode.window.showErrorMessage
      : vscode.window.showInformationMessage;
  if ((await show(outcomeText(result), 'Open')) === 'Open') await options.openChat(root, sessionId);
}

function outcomeText({ outcome, error }: RunResult): string {
  const reason = error ? errorTitle(error) : 'The reason is not known.';
  const texts: { readonly [Outcome in RunResult['outcome']]: string } = {
    completed: 'OpenCode finished the task.',
    cancelled: 'The OpenCode task was cancelled.',
    failed: `The OpenCode task failed: ${reason}`,
  };
  return texts[outcome];
}
