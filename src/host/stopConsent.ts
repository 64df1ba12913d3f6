import * as vscode from 'vscode';
import { isAttached } from '../present/serverText.ts';
import { stopQuestion } from '../present/stopQuestion.ts';
import type { RootState } from '../session/state.ts';

/** Asks where something is at work. What the person runs goes on without us. */
export async function isAgreed(root: RootState, verb: 'Stop' | 'Restart'): Promise<boolean> {
  const question = isAttached(root.server) ? undefined : stopQuestion(root, verb);
  if (!question) return true;
  const { message, detail, button } = question;
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, button);
  return answer === button;
}
