import { AppError, toAppError } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import { HttpClient } from '../http/httpClient.ts';
import type { LaunchOptions } from '../server/launch.ts';
import { PermissionDefaults } from '../permissions/permissionDefaults.ts';
import { untilTrue } from '../process/polling.ts';
import { isRunning, mayRun, thisProcess } from '../process/processTable.ts';
import { checkHealth } from '../server/serverHealth.ts';
import { AdoptedProcess } from './adoptedProcess.ts';
import { rootKey, settingsKey } from './rootKey.ts';
import type { RunFolder } from './runFolder.ts';
import type { RecordedServer, RunRecord } from './runRecord.ts';
import { SharedServer } from './sharedServer.ts';

interface Candidate {
  readonly folder: RunFolder;
  readonly record: RunRecord;
  readonly server: RecordedServer;
}

const endLimitMs = 10_000;
const healthLimitMs = 10_000;

/**
 * The server that another window runs for the same root, if it is one that this window would start.
 * @throws why the signal aborts
 */
export async function joinRun(
  options: LaunchOptions,
  signal: AbortSignal,
): Promise<SharedServer | undefined> {
  const candidates = await usedRuns(options);
  for (const candidate of candidates) {
    if (candidate.folder.announced()) await untilGone(candidate, options.clock, signal);
    const server = await tryJoin(candidate, options, signal);
    if (server) return server;
  }
  return undefined;
}

/** The servers of the root that living windows use, the newest first. */
async function usedRuns({ runs, rootId }: LaunchOptions): Promise<readonly Candidate[]> {
  const key = rootKey(rootId);
  const found: Candidate[] = [];
  for (const folder of runs.places.folders()) {
    const { record } = folder;
    if (record?.rootKey !== key || !record.server) continue;
    const isUsed = (await folder.isInUse()) && (await isRunning(record.server));
    if (isUsed) found.push({ folder, record, server: record.server });
  }
  return found.toSorted((one, other) => other.record.createdAt - one.record.createdAt);
}

/** While it ends it may still write what the next one reads. */
async function untilGone({ server }: Candidate, clock: Clock, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  await Promise.race([
    untilTrue(() => !mayRun(server), clock, either),
    clock.wait(endLimitMs, either),
  ]);
  done.abort();
  signal.throwIfAborted();
}

async function tryJoin(
  candidate: Candidate,
  options: LaunchOptions,
  signal: AbortSignal,
): Promise<SharedServer | undefined> {
  const { record, folder } = candidate;
  const { settings, baseEnv, log } = options;
  if (record.version === undefined || folder.announced()) return undefined;
  if (record.settingsKey !== settingsKey(settings, baseEnv)) {
    log.info('The server of another window runs with other settings, so it is not shared.');
    return undefined;
  }
  options.onPhase('connecting');
  try {
    return await join(candidate, options, signal);
  } catch (error) {
    signal.throwIfAborted();
    log.warn(`The server of another window cannot be shared: ${toAppError(error).message}`);
    return undefined;
  }
}

/** The lease comes first: whoever announces an end after that ends it for this window, too. */
async function join(
  { folder, record, server }: Candidate,
  { settings, rootId, clock, log }: LaunchOptions,
  signal: AbortSignal,
): Promise<SharedServer | undefined> {
  const lease = folder.lease(await thisProcess());
  const origin = `http://127.0.0.1:${server.port}`;
  const { username, password } = record;
  const http = new HttpClient({ origin, directory: rootId, credentials: { username, password } });
  try {
    const version = await healthInTime(http, clock, signal);
    if (folder.announced()) throw new AppError('cancelled', 'It is being ended.');
    const handle = new AdoptedProcess(server, clock);
    const defaults =
      settings.permissionMode === 'ask'
        ? new PermissionDefaults(folder.permissions, log)
        : undefined;
    const place = { version, origin, startedBy: 'otherWindow', program: server.binary } as const;
    return new SharedServer({
      ...place,
      handle,
      folder,
      lease,
      process: server,
      http,
      defaults,
      clock,
      log,
    });
  } catch (error) {
    folder.release(lease, log);
    http.dispose();
    throw error;
  }
}

async function healthInTime(http: HttpClient, clock: Clock, signal: AbortSignal): Promise<string> {
  const late = new AbortController();
  const answered = new AbortController();
  void clock.wait(healthLimitMs, answered.signal).then(() => late.abort());
  try {
    return await checkHealth(http, AbortSignal.any([signal, late.signal]));
  } finally {
    answered.abort();
  }
}
