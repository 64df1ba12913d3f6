import type { SessionEvent } from '../model/event.ts';
import { withEntry, withoutKey } from './immutableMap.ts';
import { outboxReducers } from './reduceOutbox.ts';
import { serverReducers } from './reduceServer.ts';
import { sessionReducers } from './reduceSessions.ts';
import { stopReducers } from './reduceStops.ts';
import { transcriptReducers } from './reduceTranscript.ts';
import type { RootEventKind, RootEventOf, RootReducers } from './rootEvent.ts';
import { emptyRoot, type RootState, type State } from './state.ts';

const rootReducers: RootReducers<RootEventKind> = {
  ...serverReducers,
  ...sessionReducers,
  ...stopReducers,
  ...transcriptReducers,
  ...outboxReducers,
};

/** Pure and total: the same object comes back when nothing changes. */
export function reduce(state: State, event: SessionEvent): State {
  const root = state.roots.get(event.rootId);
  if (event.kind === 'rootAdded') {
    return withRoot(state, root ? named(root, event.name) : emptyRoot(event.rootId, event.name));
  }
  if (!root) return state;
  if (event.kind === 'rootRemoved') return { roots: withoutKey(state.roots, event.rootId) };
  return withRoot(state, reduceRoot(event.kind, root, event));
}

function reduceRoot<K extends RootEventKind>(
  kind: K,
  root: RootState,
  event: RootEventOf<K>,
): RootState {
  return rootReducers[kind](root, event);
}

function withRoot(state: State, root: RootState): State {
  const roots = withEntry(state.roots, root.id, root);
  return roots === state.roots ? state : { roots };
}

function named(root: RootState, name: string): RootState {
  return root.name === name ? root : { ...root, name };
}
