import { AppError } from '../base/errors.ts';
import type { ServerState } from '../model/server.ts';
import { withUnconfirmed } from './reduceOutbox.ts';
import { withField } from './rootEvent.ts';
import type { RootState } from './state.ts';
import { serverEnded } from './turnFailure.ts';

/** What was under way ends with the server, and there is nobody left to say so. */
export function withServerEnd(root: RootState, state: ServerState): RootState {
  if (state.kind === 'stopped') return withoutActivity(withUnconfirmed(root, stoppedError));
  if (state.kind === 'crashed') return withoutActivity(withInterrupted(root, state.error));
  return state.kind === 'refused' ? withoutActivity(root) : root;
}

const stoppedError = new AppError('cancelled', 'The server was stopped.');

function withInterrupted(root: RootState, error: AppError): RootState {
  const known = [...root.statuses.keys()].filter((id) => root.sessions.has(id));
  const errors = new Map([...root.errors, ...known.map((id) => [id, serverEnded] as const)]);
  return withUnconfirmed(known.length === 0 ? root : withField(root, 'errors', errors), error);
}

/** Turns and what they ask live in the server's memory. */
function withoutActivity(root: RootState): RootState {
  const statuses = root.statuses.size === 0 ? root.statuses : new Map();
  const requests = root.requests.size === 0 ? root.requests : new Map();
  const stopping = root.stopping.size === 0 ? root.stopping : new Map();
  const loadErrors = root.loadErrors.size === 0 ? root.loadErrors : new Map();
  const idle = withField(withField(root, 'statuses', statuses), 'requests', requests);
  return withField(withField(idle, 'stopping', stopping), 'loadErrors', loadErrors);
}
