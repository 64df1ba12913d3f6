import { AppError } from '../base/errors.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { StreamObserver } from '../model/backend.ts';
import type { RootId } from '../model/ids.ts';
import { sameDirectory } from './directory.ts';
import { parseFrame, type Frame } from './envelope.ts';
import { followEvents } from './eventStream.ts';
import type { HttpClient } from './httpClient.ts';
import { Normalizer } from './normalize.ts';

export interface StreamWatchOptions {
  readonly rootId: RootId;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Logger;
  readonly observer: StreamObserver;
  /** OpenCode ended the root's instance, for instance to read its configuration anew. */
  readonly onInstanceDisposed: () => void;
}

/**
 * The whole server's stream rather than the directory's: it opens without waiting for the root's
 * instance, and it stays open when OpenCode disposes of that instance.
 */
const streamPath = '/global/event';

/** Reads one root's events from the server's stream until disposed. */
export class StreamWatch implements Disposable {
  readonly #options: StreamWatchOptions;
  readonly #normalizer: Normalizer;
  readonly #end = new AbortController();

  constructor(options: StreamWatchOptions) {
    const { http, clock, log, observer, rootId } = options;
    this.#options = options;
    this.#normalizer = new Normalizer(rootId, log);
    followEvents(
      {
        clock,
        log,
        open: (signal) => http.stream(streamPath, signal),
        onConnected: () => observer.onConnected(),
        onLost: (error) => observer.onLost(error),
        onFrame: (data) => this.#frame(parseFrame(data)),
      },
      this.#end.signal,
    ).catch((error: unknown) => log.error(`The event stream ended: ${String(error)}`));
  }

  dispose(): void {
    this.#end.abort();
  }

  #frame(frame: Frame | undefined): void {
    const { rootId, observer } = this.#options;
    if (this.#end.signal.aborted) return;
    if (frame?.directory !== undefined && !sameDirectory(frame.directory, rootId)) return;
    if (frame?.type === 'server.instance.disposed') return this.#startAnew();
    for (const event of this.#normalizer.normalize(frame)) observer.onEvent(event);
  }

  /** What the instance held in memory is gone (statuses, asks), although the stream goes on. */
  #startAnew(): void {
    const { observer, onInstanceDisposed } = this.#options;
    onInstanceDisposed();
    observer.onLost(new AppError('server-unreachable', 'OpenCode reads its configuration anew.'));
    observer.onConnected();
  }
}
