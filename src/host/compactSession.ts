import * as vscode from 'vscode';
import type { Session } from '../model/session.ts';
import type { CompactionOutcome, SessionCompaction } from '../session/sessionCompaction.ts';
import type { PickedOptions } from './pickedOptions.ts';

export interface CompactSessionOptions {
  readonly compaction: SessionCompaction;
  readonly picked: PickedOptions;
}

/** Asks only where something that could be restored would be gone. */
export async function compactSession(
  { compaction, picked }: CompactSessionOptions,
  session: Session,
): Promise<void> {
  if (session.revertedFrom !== undefined && !(await isAgreed())) return;
  const location = vscode.ProgressLocation.Window;
  const outcome = await vscode.window.withProgress({ location, title: 'Compacting…' }, () =>
    compaction.compact(session, picked.get(session.rootId).model),
  );
  const text = texts[outcome];
  if (text !== '') void vscode.window.showInformationMessage(text);
}

const texts: { readonly [Outcome in CompactionOutcome]: string } = {
  compacted: '',
  busy: 'The session is working. Compact it when its turn is over.',
  empty: 'There is nothing to compact yet.',
};

async function isAgreed(): Promise<boolean> {
  const button = 'Compact';
  const message = 'Compact the session?';
  const detail = 'What was taken back in it cannot be restored afterwards.';
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, button);
  return answer === button;
}
