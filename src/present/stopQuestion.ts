import { workingSessions } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import { plural } from './format.ts';

export interface StopQuestion {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

/** What is asked before a server is ended under its sessions; undefined when nothing is at work. */
export function stopQuestion(root: RootState, verb: 'Stop' | 'Restart'): StopQuestion | undefined {
  const count = workingSessions(root).length;
  if (count === 0) return undefined;
  return {
    message: `${plural(count, 'session')} ${count === 1 ? 'is' : 'are'} working. ${verb} the server anyway?`,
    detail: `${count === 1 ? 'Its turn is' : 'Their turns are'} cut off. What was done so far stays.`,
    button: `${verb} Server`,
  };
}
