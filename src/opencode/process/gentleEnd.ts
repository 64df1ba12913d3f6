import type { Clock } from '../../base/time.ts';
import { descendants, killRemaining } from './processTree.ts';
import type { ProcessRef } from './processIdentity.ts';

/** A server that is to be ended. */
export interface EndingServer {
  readonly pid: number | undefined;
  readonly clock: Clock;
  /** Resolves when it is gone. */
  readonly exited: Promise<unknown>;
  readonly isGone: () => boolean;
  /** Sends SIGTERM. */
  readonly terminate: () => void;
  /** At once, with everything below it. */
  readonly kill: () => void;
}

const disposeLimitMs = 2_500;
const termLimitMs = 2_000;
const killLimitMs = 2_000;

/**
 * Asks nicely (which ends running tools too), then less so. Resolves in bounded time with whether the
 * process is gone: one that waits for a disk does not hear even SIGKILL before that answers.
 */
export async function endGently(
  server: EndingServer,
  dispose: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  if (server.isGone()) return true;
  const cap = new AbortController();
  const asked = dispose(cap.signal).catch(() => undefined);
  await within(server, disposeLimitMs, asked);
  cap.abort();
  const tools = server.isGone() ? [] : await terminate(server);
  await endAtOnce(server);
  killRemaining(tools);
  return server.isGone();
}

/** The same without asking. */
export async function endAtOnce(server: EndingServer): Promise<boolean> {
  if (server.isGone()) return true;
  server.kill();
  await within(server, killLimitMs, server.exited);
  return server.isGone();
}

/**
 * Resolves with what ran below the server. A server that was too busy to end its tools leaves them
 * to another parent, where nobody finds them by their descent any more.
 */
async function terminate(server: EndingServer): Promise<readonly ProcessRef[]> {
  // Windows has no such signal: there the server is killed while its tree still stands.
  if (server.pid === undefined || process.platform === 'win32') return [];
  const below = descendants(server.pid);
  server.terminate();
  await within(server, termLimitMs, server.exited);
  return below;
}

async function within({ clock, exited }: EndingServer, ms: number, work: Promise<unknown>) {
  const done = new AbortController();
  const wait = clock.wait(ms, done.signal);
  await Promise.race([work, exited, wait]);
  done.abort();
}
