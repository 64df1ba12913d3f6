import * as vscode from 'vscode';
import type { Question, QuestionRequest, ReplyOutcome } from '../model/request.ts';
import type { RequestBroker } from '../session/requestBroker.ts';

const ownAnswer = 'Answer in your own words…';

/** Answers a question without the chat panel. Leaving it answers nothing. */
export class QuestionQuickPick {
  readonly #broker: RequestBroker;

  constructor(broker: RequestBroker) {
    this.#broker = broker;
  }

  async ask(request: QuestionRequest): Promise<ReplyOutcome | 'dismissed'> {
    const answers: (readonly string[])[] = [];
    for (const [index, question] of request.questions.entries()) {
      const place = `${index + 1} of ${request.questions.length}`;
      const answer = await askOne(question, request.questions.length > 1 ? place : '');
      if (!answer) return 'dismissed';
      answers.push(answer);
    }
    return this.#broker.answerQuestion(request.id, answers);
  }
}

async function askOne(question: Question, place: string): Promise<readonly string[] | undefined> {
  const title = [question.header, place].filter((text) => text !== '').join(' · ');
  const items: vscode.QuickPickItem[] = question.options.map((option) => ({
    label: option.label,
    description: option.description,
  }));
  if (question.allowsOwnAnswer) items.push({ label: ownAnswer, alwaysShow: true });
  const options = { title, placeHolder: question.text, ignoreFocusOut: true };
  const picked = question.isMultiple
    ? await vscode.window.showQuickPick(items, { ...options, canPickMany: true })
    : asList(await vscode.window.showQuickPick(items, options));
  return picked && withOwnAnswer(picked, question, title);
}

function asList<T>(item: T | undefined): readonly T[] | undefined {
  return item === undefined ? undefined : [item];
}

async function withOwnAnswer(
  picked: readonly vscode.QuickPickItem[],
  question: Question,
  title: string,
): Promise<readonly string[] | undefined> {
  const labels = picked.map((item) => item.label).filter((label) => label !== ownAnswer);
  if (labels.length === picked.length) return labels;
  const own = await vscode.window.showInputBox({
    title,
    prompt: question.text,
    ignoreFocusOut: true,
  });
  return own === undefined ? undefined : [...labels, own];
}
