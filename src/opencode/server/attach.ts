import { unlessAborted } from '../../base/abort.ts';
import { createDeferred } from '../../base/deferred.ts';
import { AppError, toAppError, type ErrorCode } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { RootId } from '../../model/ids.ts';
import type { StartPhase } from '../../model/server.ts';
import { parseServerUrl, type ServerUrl } from '../../model/serverUrl.ts';
import { HttpClient } from '../http/httpClient.ts';
import { isTransient } from '../http/httpFailure.ts';
import { firstRequest } from '../permissions/permissionDefaults.ts';
import type { RunningServer } from './runningServer.ts';
import type { Credentials } from './serverEnvironment.ts';
import { checkHealth } from './serverHealth.ts';
import { trustedAuthorities } from '../http/tls.ts';
import { anything } from '../wire/wire.ts';

export interface AttachSettings {
  /** As the person wrote it. */
  readonly url: string;
  /** What is kept for the server with this scheme, host and port. */
  readonly credentials: (origin: string) => Promise<Credentials | undefined>;
}

export interface AttachOptions {
  readonly rootId: RootId;
  readonly attach: AttachSettings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onPhase: (phase: StartPhase) => void;
}

const greetingLimitMs = 15_000;

/**
 * Connects to a server that the person runs, which goes on whatever becomes of the connection.
 * @throws AppError, or why the signal aborts
 */
export async function attachServer(
  options: AttachOptions,
  signal: AbortSignal,
): Promise<RunningServer> {
  options.onPhase('connecting');
  const url = parseServerUrl(options.attach.url);
  const http = new AttachedClient(url, options);
  const letGo = () => http.dispose();
  try {
    const version = await http.meet(signal);
    return {
      http,
      version,
      origin: url.href,
      startedBy: 'person',
      ended: http.lost,
      settle: () => settle(http, url, options.rootId),
      stop: async () => letGo(),
      end: async () => letGo(),
      kill: letGo,
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

/** Its owner decides what it asks before it acts; here it must only be fit for work. */
async function settle(http: HttpClient, url: ServerUrl, folder: RootId): Promise<void> {
  await http.get('/config', anything, firstRequest);
  try {
    await http.get('/file', anything, { query: { path: '.' }, ...firstRequest });
  } catch (error) {
    // All that a server says of a folder that is not there.
    if (AppError.is(error, 'http-status')) throw noSuchFolder(url, folder);
    if (isTransient(error)) throw error;
  }
}

function noSuchFolder({ href }: ServerUrl, folder: RootId): AppError {
  const message = `The OpenCode server at ${href} has no folder ${folder}, or may not read it.`;
  return new AppError('folder-missing', message, { attachedTo: href });
}

/** What does not pass by itself, however often a stream is opened. */
const lasting: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'server-unauthorized',
  'password-missing',
  'server-too-old',
  'server-too-new',
  'server-foreign',
  'server-untrusted',
  'server-changed',
]);

/** Makes sure who answers before it listens to the events: they may have gone and come back as another. */
class AttachedClient extends HttpClient {
  readonly #url: ServerUrl;
  readonly #attach: AttachSettings;
  readonly #clock: Clock;
  readonly #lost = createDeferred<AppError>();
  #version: string | undefined;

  constructor(url: ServerUrl, options: AttachOptions) {
    const tls = url.href.startsWith('https:') ? trustedAuthorities(options.log) : undefined;
    const directory = options.rootId;
    super({ origin: url.href, directory, tls, isAttached: true });
    this.#url = url;
    this.#attach = options.attach;
    this.#clock = options.clock;
  }

  /** Resolves with why the server that was met is not to be worked with any more. */
  get lost(): Promise<AppError> {
    return this.#lost.promise;
  }

  /** The version of the server. @throws AppError when it does not answer soon, or not as it should */
  async meet(signal: AbortSignal): Promise<string> {
    try {
      // Whoever waits for a server that comes back with another password can set it meanwhile.
      const known = this.#attach.credentials(this.#url.origin);
      this.useCredentials(await unlessAborted(known, signal));
      const version = await this.#greet(signal);
      this.#version ??= version;
      return version;
    } catch (error) {
      signal.throwIfAborted();
      throw asForeign(toAppError(error)).about(this.#url.href);
    }
  }

  override async stream(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    try {
      await this.#meetAgain(signal);
    } catch (error) {
      const reason = toAppError(error);
      if (lasting.has(reason.code)) this.#lost.resolve(reason);
      throw reason;
    }
    return super.stream(path, signal);
  }

  async #meetAgain(signal: AbortSignal): Promise<void> {
    const version = await this.meet(signal);
    if (version === this.#version) return;
    const message = `OpenCode ${version} answers in place of ${this.#version}.`;
    throw new AppError('server-changed', message, { attachedTo: this.#url.href });
  }

  async #greet(signal: AbortSignal): Promise<string> {
    const late = new AbortController();
    const answered = new AbortController();
    const limit = this.#clock.wait(greetingLimitMs, answered.signal).then(() => late.abort());
    try {
      return await checkHealth(this, AbortSignal.any([signal, late.signal]));
    } catch (error) {
      if (!late.signal.aborted) throw error;
      throw new AppError('server-unreachable', 'Nobody answered in time.', { cause: error });
    } finally {
      answered.abort();
      await limit;
    }
  }
}

/** Of a server of ours it is known that it is OpenCode, and so that it must be an old one. */
function asForeign(error: AppError): AppError {
  const isForeign = error.code === 'server-too-old' && error.cause !== undefined;
  return isForeign ? new AppError('server-foreign', error.message, { cause: error }) : error;
}
