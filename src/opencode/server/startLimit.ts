import { untilAborted } from '../../base/abort.ts';
import { AppError } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { StartPhase } from '../../model/server.ts';
import type { LaunchOptions } from './launch.ts';
import type { RunningServer } from './runningServer.ts';
import { startServer } from './startServer.ts';

/** For all that a start does, from the search for the program on. Each step has a shorter limit of its own. */
const limitMs = 60_000;
/** For what a start that is cut off ends of its own. */
const tidyLimitMs = 5_000;

/**
 * @throws AppError `server-start-timeout` in time, or why the signal aborts soon after that, even when
 * a step of the start never ends
 */
export async function startInTime(
  options: LaunchOptions,
  signal: AbortSignal,
): Promise<RunningServer> {
  let phase: StartPhase = 'locating';
  const onPhase = (next: StartPhase) => {
    phase = next;
    options.onPhase(next);
  };
  const late = new AbortController();
  const starting = startServer({ ...options, onPhase }, AbortSignal.any([signal, late.signal]));
  const over = new AbortController();
  const limit = timeIsUp(options.clock, signal, over.signal);
  const server = await Promise.race([starting, limit]).finally(() => over.abort());
  if (server) return server;
  const error = tooLate(phase);
  late.abort(error);
  // Nobody waits for it any more.
  starting.then(
    (server) => server.kill(),
    () => undefined,
  );
  signal.throwIfAborted();
  throw error;
}

/** Resolves when nobody should wait any more, also once `over` aborts. */
async function timeIsUp(clock: Clock, signal: AbortSignal, over: AbortSignal): Promise<undefined> {
  const cut = untilAborted(AbortSignal.any([signal, over]));
  await Promise.race([clock.wait(limitMs, over), cut.then(() => clock.wait(tidyLimitMs, over))]);
}

function tooLate(phase: StartPhase): AppError {
  const message = `OpenCode was not ready after ${limitMs / 1_000} s (it was ${phase}).`;
  return new AppError('server-start-timeout', message);
}
