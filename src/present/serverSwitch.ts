import type { RootId, SessionId } from '../model/ids.ts';
import type { ServerState } from '../model/server.ts';
import type { RootState, State } from '../session/state.ts';
import { plural } from './format.ts';
import { isAttached } from './serverText.ts';

/** What it takes that every folder in use works with the server that is set. */
export interface ServerSwitch {
  /** Folders whose server is another one, or could not be used. */
  readonly roots: readonly RootId[];
  /** What it would interrupt, for a person to decide; undefined when it interrupts nothing. */
  readonly question: string | undefined;
}

/** `wanted` is the URL of a server that the person runs; undefined for servers of ours. */
export function serverSwitch(state: State, wanted: string | undefined): ServerSwitch {
  const roots = [...state.roots.values()].filter(({ server }) => !isAsSet(server, wanted));
  const working = roots.flatMap(workingSessions).length;
  const isOurs = roots.some(({ server }) => !isAttached(server));
  return {
    roots: roots.map(({ id }) => id),
    question: working === 0 ? undefined : questionOf(working, isOurs),
  };
}

/** A folder that nobody uses has no server, and so none that would have to change. */
function isAsSet(server: ServerState, wanted: string | undefined): boolean {
  if (server.kind === 'stopped') return true;
  if (server.kind !== 'ready' && server.kind !== 'reconnecting') return false;
  return (server.startedBy === 'person' ? server.origin : undefined) === wanted;
}

/** Sub-sessions work on behalf of another one and are not counted. What waits counts as work too. */
function workingSessions(root: RootState): readonly SessionId[] {
  const isTop = (id: SessionId) => root.sessions.get(id)?.parentId === undefined;
  return [...root.statuses.keys()].filter(isTop);
}

function questionOf(working: number, isOurs: boolean): string {
  const [verb, them] = working === 1 ? ['is', 'it'] : ['are', 'them'];
  const end = isOurs
    ? `would interrupt ${them}`
    : `would leave ${them} to the old one, out of sight`;
  const switching = `Switching to another OpenCode server now ${end}.`;
  return `${plural(working, 'session')} ${verb} working. ${switching}`;
}
