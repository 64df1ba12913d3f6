import type { SessionId } from '../model/ids.ts';
import type { RowView } from '../protocol/view.ts';
import type { RootState } from '../session/state.ts';
import { errorTitle, problem, safeText } from './errorText.ts';

/** Where a conversation should stand that cannot be read; below what is known of it. */
export function loadProblemRows(root: RootState, id: SessionId): readonly RowView[] {
  const error = root.loadErrors.get(id);
  if (!error) return [];
  const lines = [...new Set([errorTitle(error), safeText(error.message, 300)])].join('\n');
  const title = 'This conversation could not be read.';
  return [{ kind: 'problem', id: 'problem:load', problem: problem(title, lines, actions) }];
}

const actions = ['loadAgain', 'openLog'] as const;
