import { toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { SessionBackend } from '../model/backend.ts';
import type { RootSnapshot } from '../model/event.ts';
import type { SessionId } from '../model/ids.ts';
import type { Session } from '../model/session.ts';
import type { Conversation, Conversations } from './conversations.ts';
import { mayPass } from './retry.ts';

export interface Found extends Omit<RootSnapshot, 'transcripts'> {
  readonly conversations: readonly Conversation[];
}

export interface SnapshotFetchOptions {
  readonly backend: SessionBackend;
  readonly conversations: Conversations;
  readonly openSessions: () => readonly SessionId[];
  readonly log: Logger;
}

/** Everything that a root's server knows and that somebody looks at, asked for at one time. */
export async function fetchSnapshot(
  options: SnapshotFetchOptions,
  signal: AbortSignal,
): Promise<Found> {
  const open = options.openSessions();
  const [sessions, activity, ...found] = await Promise.all([
    fetchSessions(options, open, signal),
    fetchActivity(options, signal),
    ...open.map((id) => options.conversations.find(id, signal)),
  ]);
  const conversations = found.filter((conversation) => conversation !== undefined);
  return { sessions, ...activity, conversations };
}

/** One after the other: what was asked before its session was idle, nobody waits for any more. */
async function fetchActivity({ backend }: SnapshotFetchOptions, signal: AbortSignal) {
  const requests = await backend.listRequests(signal);
  const statuses = await backend.listStatuses(signal);
  return { requests, statuses };
}

/** The newest, and those that somebody looks at although they are too old to be listed. */
async function fetchSessions(
  options: SnapshotFetchOptions,
  open: readonly SessionId[],
  signal: AbortSignal,
): Promise<readonly Session[]> {
  const listed = await options.backend.listSessions(signal);
  const known = new Set(listed.map(({ id }) => id));
  const missing = open.filter((id) => !known.has(id));
  const old = await Promise.all(missing.map((id) => fetchSession(id, options, signal)));
  return [...listed, ...old.filter((session) => session !== undefined)];
}

/** One that cannot be read must not keep the others from being shown. */
async function fetchSession(
  id: SessionId,
  { backend, log }: SnapshotFetchOptions,
  signal: AbortSignal,
): Promise<Session | undefined> {
  try {
    return await backend.session(id, signal);
  } catch (error) {
    const reason = toAppError(error);
    if (mayPass(reason)) throw reason;
    log.warn(`Could not find ${id}: ${reason.message}`);
    return undefined;
  }
}
