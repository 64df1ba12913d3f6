import * as vscode from 'vscode';
import { revertQuestion, type RevertQuestionOptions } from '../present/revertQuestion.ts';
import type { PromptPlace, SessionReverts } from '../session/sessionReverts.ts';

/** Asks, and asks again where something else would be taken back by then. False also when left. */
export async function isRevertAgreed(
  reverts: SessionReverts,
  place: PromptPlace,
  purpose: RevertQuestionOptions['purpose'],
): Promise<boolean> {
  for (let asked = questionOf(reverts, place, purpose); asked;) {
    const { message, detail, button } = asked;
    const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, button);
    if (answer !== button) return false;
    const now = questionOf(reverts, place, purpose);
    if (now?.message === message && now.detail === detail) return true;
    asked = now;
  }
  return false;
}

function questionOf(
  reverts: SessionReverts,
  place: PromptPlace,
  purpose: RevertQuestionOptions['purpose'],
) {
  const undoing = reverts.undoing(place);
  const isWorking = reverts.isWorking(place);
  return undoing && revertQuestion({ undoing, root: place.rootId, isWorking, purpose });
}
