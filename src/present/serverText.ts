import { assertNever, type AppError } from '../base/errors.ts';
import { isRestarting, runningPlace, type ServerState, type StartPhase } from '../model/server.ts';
import type { ServerView } from '../protocol/view.ts';
import { actionsOf, type Action, type ActionId } from './actions.ts';
import { errorTitle, problemOf, problem, safeText, type Problem } from './errorText.ts';

const phases: { readonly [Phase in StartPhase]: string } = {
  waiting: 'Waiting for another window to start OpenCode…',
  locating: 'Finding OpenCode…',
  spawning: 'Starting OpenCode…',
  listening: 'Waiting for OpenCode to answer…',
  connecting: 'Connecting…',
};

export function phaseText(phase: StartPhase): string {
  return phases[phase];
}

/** The server's state in a few words, for places where one line is all there is. */
export function serverText(state: ServerState): string {
  switch (state.kind) {
    case 'stopped':
      return state.because === 'idle' ? 'Server stopped while idle' : 'Server stopped';
    case 'starting':
      return phaseText(state.phase);
    case 'ready':
      return [`OpenCode ${safeText(state.version, 40)}`, attachedPlace(state)].join(' ').trim();
    case 'reconnecting':
      return 'Reconnecting…';
    case 'crashed':
      return isRestarting(state) ? 'Starting again…' : errorTitle(state.error);
    case 'refused':
      return errorTitle(state.error);
    default:
      return assertNever(state);
  }
}

/** "at host:port" of a server that the person runs; empty for one of ours. */
export function attachedPlace(state: ServerState): string {
  const origin = attachedOrigin(state);
  return origin === undefined ? '' : `at ${safeText(origin.replace(/^https?:\/\//, ''), 80)}`;
}

export function isAttached(state: ServerState): boolean {
  return attachedOrigin(state) !== undefined;
}

export function attachedOrigin(state: ServerState): string | undefined {
  const place = runningPlace(state);
  return place?.startedBy === 'person' ? place.origin : undefined;
}

export function serverView(state: ServerState | undefined): ServerView {
  if (!state) return { kind: 'none' };
  switch (state.kind) {
    case 'stopped':
      return state.because === 'idle' ? { kind: 'stopped', note: idleNote } : { kind: 'stopped' };
    case 'ready':
      return { kind: 'ready' };
    case 'starting':
      return { kind: 'starting', phase: phaseText(state.phase), since: state.since };
    case 'reconnecting':
      return { kind: 'reconnecting', since: state.since };
    case 'crashed':
      return crashView(state);
    case 'refused':
      return { kind: 'problem', problem: problemWithWayOut(state.error) };
    default:
      return assertNever(state);
  }
}

const waysOut: readonly ActionId[] = ['retry', 'restartServer', 'manageTrust', 'openFolder'];

/** Where nothing better is known, a server begun anew may read what this one could not. */
function problemWithWayOut(error: AppError): Problem {
  const problem = problemOf(error);
  if (problem.actions.some(({ id }) => waysOut.includes(id))) return problem;
  const wayOut = error.attachedTo === undefined ? 'restartServer' : 'retry';
  return { ...problem, actions: [...actionsOf([wayOut]), ...problem.actions] };
}

const idleNote = 'OpenCode was stopped because it was idle. It starts again with your next prompt.';

/** What comes back by itself is no problem yet. */
function crashView({ error, stderrTail, restartsAt }: CrashedState): ServerView {
  if (restartsAt === undefined) {
    return { kind: 'problem', problem: crashProblem(error, stderrTail) };
  }
  const action = { id: 'retry', label: 'Restart Now' } satisfies Action;
  return { kind: 'restarting', text: errorTitle(error), at: restartsAt, action };
}

type CrashedState = Extract<ServerState, { kind: 'crashed' }>;

/** It runs or is about to: there is something to stop. */
export function isUp(state: ServerState): boolean {
  return state.kind === 'starting' || isRestarting(state) || runningPlace(state) !== undefined;
}

/** One that the person runs is not ours to stop. */
export function canStop(state: ServerState): boolean {
  return isUp(state) && !isAttached(state);
}

function crashProblem(error: AppError, stderrTail: string) {
  const { title, actions } = problemWithWayOut(error);
  const message = safeText(error.message, 300);
  // The error's own detail is these lines, from their beginning; what matters are the last ones.
  const lines = [message === title ? '' : message, safeText(stderrTail.slice(-2_000), 2_000)];
  const ids = actions.map(({ id }) => id);
  return problem(title, lines.filter((text) => text !== '').join('\n'), ids);
}
