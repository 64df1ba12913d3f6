import * as vscode from 'vscode';
import type { Question, QuestionRequest, ReplyOutcome } from '../model/request.ts';
import { honestLine } from '../base/honestText.ts';
import { withoutIcons } from '../present/cleanText.ts';
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

/** What is shown is made harmless; the label that is answered stays as OpenCode wrote it. */
interface OptionItem extends vscode.QuickPickItem {
  readonly answer: string | undefined;
}

async function askOne(question: Question, place: string): Promise<readonly string[] | undefined> {
  const title = [shown(question.header, 60), place].filter((text) => text !== '').join(' · ');
  const items: OptionItem[] = question.options.map((option) => ({
    label: shown(option.label, 100),
    description: shown(option.description, 200),
    answer: option.label,
  }));
  if (question.allowsOwnAnswer) {
    items.push({ label: ownAnswer, alwaysShow: true, answer: undefined });
  }
  const options = { title, placeHolder: shown(question.text, 200), ignoreFocusOut: true };
  const picked = question.isMultiple
    ? await vscode.window.showQuickPick(items, { ...options, canPickMany: true })
    : asList(await vscode.window.showQuickPick(items, options));
  return picked && answersOf(picked, title, options.placeHolder);
}

function shown(text: string, maxLength: number): string {
  return withoutIcons(honestLine(text, maxLength));
}

function asList<T>(item: T | undefined): readonly T[] | undefined {
  return item === undefined ? undefined : [item];
}

async function answersOf(
  picked: readonly OptionItem[],
  title: string,
  prompt: string,
): Promise<readonly string[] | undefined> {
  const answers = picked.map((item) => item.answer).filter((answer) => answer !== undefined);
  if (answers.length === picked.length) return answers;
  const own = await vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
  return own === undefined ? undefined : [...answers, own];
}
