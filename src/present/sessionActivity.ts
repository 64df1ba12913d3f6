import type { SessionId } from '../model/ids.ts';
import { activityOf, type Activity } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import { isInterruption } from './turnProblem.ts';

/** How a session stands: what it does, or that its last turn failed. */
export type SessionActivity = Activity | 'error';

export function sessionActivity(root: RootState, id: SessionId): SessionActivity {
  const activity = activityOf(root, id);
  if (activity !== 'idle') return activity;
  const error = root.errors.get(id);
  return error && !isInterruption(error) ? 'error' : 'idle';
}
