import { rootId, sessionId } from '../model/ids.ts';
import type { Session } from '../model/session.ts';
import type { Store } from '../session/store.ts';
import type { ChatTarget } from './chat/chatTarget.ts';
import type { TreeTarget } from './contributions.ts';
import type { Pickers } from './pickers.ts';

export interface SessionChoice {
  readonly store: Store;
  readonly pickers: Pickers;
  /** The conversation in front of the person, when there is one. */
  readonly current: () => ChatTarget | undefined;
}

/** The session given by the tree, else the current one, else a chosen one. */
export async function chooseSession(
  { store, pickers, current }: SessionChoice,
  target: TreeTarget | undefined,
  title: string,
): Promise<Session | undefined> {
  const shown = current();
  const given =
    target?.sessionId === undefined ? undefined : { ...target, sessionId: target.sessionId };
  const known = given ?? (shown?.sessionId ? { ...shown, sessionId: shown.sessionId } : undefined);
  const place = known ?? (await pickers.session(title));
  if (!place) return undefined;
  return store.state.roots.get(rootId(place.rootId))?.sessions.get(sessionId(place.sessionId));
}
