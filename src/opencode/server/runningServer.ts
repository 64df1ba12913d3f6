import { AppError } from '../../base/errors.ts';
import type { EndReason, ServerPlace } from '../../model/server.ts';
import type { HttpClient } from '../http/httpClient.ts';

/** How a server ended against our will, and the last lines it wrote. */
export interface ServerEnd {
  /** `exit code 1` or `signal SIGKILL` */
  readonly how: string;
  readonly outputTail: string;
}

export function endError({ how, outputTail }: ServerEnd, message: string): AppError {
  const code = how.startsWith('signal') ? 'server-killed' : 'server-exited';
  return new AppError(code, message, { detail: outputTail });
}

/** A server that answers and is of a version that we can work with. */
export interface RunningServer extends ServerPlace {
  readonly http: HttpClient;
  /**
   * Resolves when it is gone without our doing, or with why it can no longer be worked with although
   * it is there. Never rejects.
   */
  readonly ended: Promise<ServerEnd | AppError>;
  /** Resolves when OpenCode can be worked with: its configuration is sound and asks where it should. */
  settle(): Promise<void>;
  /** Lets go of it, and ends it if it is ours and no other window uses it. Resolves when that is done. */
  stop(): Promise<void>;
  /** Ends it for all windows, if it is ours. */
  end(reason: EndReason): Promise<void>;
  /** The same as `stop` at once, without asking. */
  kill(): void;
}
