import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import type { EventWatch, StreamObserver } from '../../model/backend.ts';
import type { RootId } from '../../model/ids.ts';
import { sameDirectory } from '../directory.ts';
import { parseFrame, type Frame } from './envelope.ts';
import { EventStream } from './eventStream.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { Normalizer } from './normalize.ts';
import { SeenIds } from './seenIds.ts';
import { StoredOrder } from './storedOrder.ts';

export interface StreamWatchOptions {
  readonly rootId: RootId;
  readonly http: Pick<HttpClient, 'stream'>;
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
export class StreamWatch implements EventWatch {
  readonly #options: StreamWatchOptions;
  readonly #normalizer: Normalizer;
  readonly #seen = new SeenIds();
  readonly #order = new StoredOrder();
  readonly #stream: EventStream;
  readonly #end = new AbortController();

  constructor(options: StreamWatchOptions) {
    const { http, clock, log, observer, rootId } = options;
    this.#options = options;
    this.#normalizer = new Normalizer(rootId, log);
    this.#stream = new EventStream({
      clock,
      log,
      open: (signal) => http.stream(streamPath, signal),
      onConnected: () => {
        this.#order.forget();
        observer.onConnected();
      },
      onLost: (error) => observer.onLost(error),
      onFrame: (data) => this.#frame(parseFrame(data)),
    });
    this.#stream
      .follow(this.#end.signal)
      .catch((error: unknown) => log.error(`The event stream ended: ${String(error)}`));
  }

  hurry(): void {
    this.#stream.hurry();
  }

  dispose(): void {
    this.#end.abort();
  }

  #frame(frame: Frame | undefined): void {
    if (this.#end.signal.aborted || this.#isForeign(frame) || !this.#isNew(frame)) return;
    const { observer, onInstanceDisposed } = this.#options;
    if (frame?.type === 'server.instance.disposed') {
      onInstanceDisposed();
      return this.#startAnew('OpenCode reads its configuration anew.');
    }
    for (const event of this.#normalizer.normalize(frame)) observer.onEvent(event);
  }

  #isForeign(frame: Frame | undefined): boolean {
    return frame?.directory !== undefined && !sameDirectory(frame.directory, this.#options.rootId);
  }

  #isNew(frame: Frame | undefined): boolean {
    if (frame?.place && !this.#order.follows(frame.place)) {
      this.#startAnew('Some events are missing.');
    }
    return frame?.id === undefined || this.#seen.add(frame.id);
  }

  /** The stream goes on, but what was known before no longer holds. */
  #startAnew(why: string): void {
    const { observer } = this.#options;
    observer.onLost(new AppError('server-unreachable', why));
    observer.onConnected();
  }
}
