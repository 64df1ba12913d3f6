import type { RootSnapshot } from '../model/event.ts';
import type { SessionId } from '../model/ids.ts';
import type { Prompt } from '../model/prompt.ts';
import { keeping } from './immutableMap.ts';
import { withConfirmedPage, withOutbox } from './reduceOutbox.ts';
import { withField, type RootReducers } from './rootEvent.ts';
import { withServerEnd } from './serverEnd.ts';
import type { RootState, Transcript } from './state.ts';
import { newestTranscript } from './transcript.ts';

export const serverReducers: RootReducers<'serverChanged' | 'snapshotLoaded' | 'catalogLoaded'> = {
  serverChanged: (root, { state }) => withServerEnd(withField(root, 'server', state), state),
  snapshotLoaded: (root, { snapshot }) => {
    const loaded = withSnapshot(root, snapshot);
    return [...snapshot.transcripts.values()].reduce(withConfirmedPage, loaded);
  },
  catalogLoaded: (root, { catalog }) => withField(root, 'catalog', catalog),
};

function withSnapshot(root: RootState, snapshot: RootSnapshot): RootState {
  const sessions = new Map(snapshot.sessions.map((session) => [session.id, session]));
  const isKnown = (id: SessionId) => sessions.has(id);
  const statuses = keeping(snapshot.statuses, (_, status) => status.kind !== 'idle');
  // OpenCode goes on listing what a stopped turn asked.
  const requests = snapshot.requests.filter(({ sessionId }) => statuses.has(sessionId));
  return withOutbox(
    {
      ...root,
      isLoaded: true,
      sessions,
      statuses,
      requests: new Map(requests.map((request) => [request.id, request])),
      transcripts: withLoaded(keeping(root.transcripts, isKnown), snapshot.transcripts, root),
      todos: keeping(root.todos, isKnown),
      errors: keeping(root.errors, isKnown),
    },
    (prompt) => !isTaken(prompt, snapshot),
  );
}

function withLoaded(
  kept: RootState['transcripts'],
  loaded: RootSnapshot['transcripts'],
  root: RootState,
): RootState['transcripts'] {
  const fresh = [...loaded].map(([id, page]): readonly [SessionId, Transcript] => [
    id,
    newestTranscript(page, root.transcripts.get(id)),
  ]);
  return new Map([...kept, ...fresh]);
}

/** The server took it, and the event that says so may have been lost with nobody looking. */
function isTaken({ state, target }: Prompt, snapshot: RootSnapshot): boolean {
  if (state.kind !== 'sent' || target.kind !== 'session') return false;
  return !snapshot.transcripts.has(target.sessionId);
}
