import type { RootSnapshot } from '../model/event.ts';
import type { SessionId } from '../model/ids.ts';
import type { Prompt } from '../model/prompt.ts';
import { keeping } from './immutableMap.ts';
import { withNewestPage, withOutbox } from './reduceOutbox.ts';
import { withField, type RootReducers } from './rootEvent.ts';
import { withServerEnd } from './serverEnd.ts';
import type { RootState, Transcript } from './state.ts';
import { newestTranscript } from './transcript.ts';

export const serverReducers: RootReducers<'serverChanged' | 'snapshotLoaded' | 'catalogLoaded'> = {
  serverChanged: (root, { state }) => withServerEnd(withField(root, 'server', state), state),
  snapshotLoaded: (root, { snapshot }) => {
    const loaded = withSnapshot(root, snapshot);
    return [...snapshot.transcripts].reduce(
      (before, [id, page]) => withNewestPage(before, id, page),
      loaded,
    );
  },
  catalogLoaded: (root, { catalog }) => withField(root, 'catalog', catalog),
};

function withSnapshot(root: RootState, snapshot: RootSnapshot): RootState {
  const sessions = foundSessions(root, snapshot);
  const isKnown = (id: SessionId) => sessions.has(id);
  const statuses = keeping(snapshot.statuses, (_, status) => status.kind !== 'idle');
  // OpenCode goes on listing what a stopped turn asked.
  const requests = snapshot.requests.filter(({ sessionId }) => statuses.has(sessionId));
  const transcripts = foundTranscripts({ ...root, statuses }, snapshot, isKnown);
  return withOutbox(
    {
      ...root,
      isLoaded: true,
      sessions,
      sought: new Set([...root.sought].filter((id) => !isKnown(id))),
      statuses,
      requests: new Map(requests.map((request) => [request.id, request])),
      transcripts,
      // Those that are not here are tried again.
      loadErrors: keeping(root.loadErrors, () => false),
      // Nobody fetches those of the others, and what they were is not what they are.
      todos: keeping(root.todos, (id) => transcripts.has(id)),
      errors: keeping(
        root.errors,
        (id) => isKnown(id) && !hasGoneOn(id, root, { statuses, transcripts }),
      ),
    },
    (prompt) => !isTaken(prompt, transcripts),
  );
}

/** A session whose messages could be read exists, even if it is too old to be listed. */
function foundSessions(root: RootState, snapshot: RootSnapshot): RootState['sessions'] {
  const old = [...snapshot.transcripts.keys()].flatMap((id) => root.sessions.get(id) ?? []);
  return new Map([...old, ...snapshot.sessions].map((session) => [session.id, session]));
}

function foundTranscripts(
  root: Pick<RootState, 'statuses' | 'transcripts'>,
  snapshot: RootSnapshot,
  isKnown: (id: SessionId) => boolean,
): RootState['transcripts'] {
  const fresh = [...snapshot.transcripts].map(([id, page]): readonly [SessionId, Transcript] => [
    id,
    newestTranscript(page, root.transcripts.get(id), root.statuses.has(id)),
  ]);
  return new Map([...keeping(root.transcripts, isKnown), ...fresh]);
}

/** Whether there has been another turn since its last one failed. */
function hasGoneOn(
  id: SessionId,
  before: RootState,
  { statuses, transcripts }: Pick<RootState, 'statuses' | 'transcripts'>,
): boolean {
  const [last, newest] = [before, { transcripts }].map(
    (root) => root.transcripts.get(id)?.messages.last?.id,
  );
  return statuses.has(id) || (last !== undefined && last !== newest);
}

/** The server took it, and the event that says so may have been lost with nobody looking. */
function isTaken({ state, target }: Prompt, transcripts: RootState['transcripts']): boolean {
  if (state.kind !== 'sent' || target.kind !== 'session') return false;
  return !transcripts.has(target.sessionId);
}
