import { runningPlace, type ServerPlace } from '../model/server.ts';
import type { RootState, State } from '../session/state.ts';
import { isIn } from './placedPath.ts';

/** Folders with a server of ours that runs another version than this one. */
export function outdatedServers(state: State, version: string): readonly RootState[] {
  return serversOfOurs(state, (place) => place.version !== version);
}

/** Folders with a server of ours whose program lies in this folder, and would be taken from under it. */
export function serversFrom(state: State, folder: string): readonly RootState[] {
  return serversOfOurs(state, ({ program }) => program !== undefined && isIn(program, folder));
}

function serversOfOurs(
  state: State,
  isMeant: (place: ServerPlace) => boolean,
): readonly RootState[] {
  return [...state.roots.values()].filter(({ server }) => {
    const place = runningPlace(server);
    return place !== undefined && place.startedBy !== 'person' && isMeant(place);
  });
}
