import type { SessionId } from '../model/ids.ts';
import { stoppingOf } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import type { ActionId } from './actions.ts';
import { honestLine } from '../base/honestText.ts';
import { problem, type Problem } from './errorText.ts';
import { isAttached } from './serverText.ts';

/** What is said of a turn that was stopped and goes on; undefined where none does. */
export function lateStop(root: RootState, id: SessionId): Problem | undefined {
  if (!stoppingOf(root, id)?.isLate) return undefined;
  const title = honestLine(root.sessions.get(id)?.title ?? '', 60) || 'Untitled session';
  // A server that the person runs is not ours to end.
  const wayOut: ActionId = isAttached(root.server) ? 'stopAgain' : 'restartServer';
  return problem(`OpenCode has not confirmed that “${title}” was stopped.`, '', [wayOut]);
}
