import { toAppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { SessionBackend } from '../model/backend.ts';
import type { SessionId } from '../model/ids.ts';
import type { PendingRequest } from '../model/request.ts';

const mostDescendants = 200;
/** So often whoever is at work is ended anew, where a turn begins as another one ends. */
const mostRounds = 3;

export interface TurnAbortOptions {
  readonly backend: Pick<
    SessionBackend,
    'listStatuses' | 'listRequests' | 'replyPermission' | 'rejectQuestion'
  >;
  /** OpenCode answers when the turn has come to its end, not only when its status is idle. */
  readonly end: (id: SessionId) => Promise<void>;
  readonly children: (id: SessionId) => Promise<readonly SessionId[]>;
  readonly log: Logger;
  readonly signal: AbortSignal | undefined;
}

/** Ends the turn of a session and of those that work for it, and what they asked. */
export async function abortTurn(session: SessionId, options: TurnAbortOptions): Promise<void> {
  await options.end(session);
  const family = [session, ...(await descendants(session, options))];
  for (let round = 0; round < mostRounds; round += 1) {
    const busy = await busyOf(family, options);
    if (busy.length === 0) break;
    await Promise.all(busy.map(options.end));
  }
  await closeRequests(new Set(family), options);
}

async function descendants(
  session: SessionId,
  { children }: TurnAbortOptions,
): Promise<readonly SessionId[]> {
  const family: SessionId[] = [];
  const open = [session];
  for (let id = open.pop(); id && family.length < mostDescendants; id = open.pop()) {
    const found = await children(id);
    family.push(...found);
    open.push(...found);
  }
  return family;
}

async function busyOf(
  family: readonly SessionId[],
  { backend, signal }: TurnAbortOptions,
): Promise<readonly SessionId[]> {
  const statuses = await backend.listStatuses(signal);
  return family.filter((id) => (statuses.get(id)?.kind ?? 'idle') !== 'idle');
}

async function closeRequests(
  family: ReadonlySet<SessionId>,
  options: TurnAbortOptions,
): Promise<void> {
  const all = await options.backend.listRequests(options.signal);
  const left = all.filter((request) => family.has(request.sessionId));
  await Promise.all(left.map((request) => closeRequest(request, options)));
}

/** The turn has ended whether this works or not. */
async function closeRequest(
  request: PendingRequest,
  { backend, log }: TurnAbortOptions,
): Promise<void> {
  try {
    if (request.kind === 'permission') await backend.replyPermission(request, 'reject');
    else await backend.rejectQuestion(request);
  } catch (error) {
    log.warn(`Could not close ${request.id}: ${toAppError(error).message}`);
  }
}
