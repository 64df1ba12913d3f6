import type { StreamObserver } from '../../../src/model/backend.ts';
import type { SessionEvent } from '../../../src/model/event.ts';
import type { OpencodeBackend } from '../../../src/opencode/opencodeBackend.ts';

/** How often the product found out by itself that a stream which stood had left something out. */
export class LateFinds {
  #lost = 0;
  #broken = 0;

  get count(): number {
    return this.#lost - this.#broken;
  }

  /** Counts the streams that break, which the product is told of. */
  readonly watch = (backend: OpencodeBackend): void => {
    const watch = backend.watch.bind(backend);
    backend.watch = (observer) => watch(this.#counting(observer));
  };

  /** Counts the streams that the product holds for lost. */
  readonly note = ({ kind }: SessionEvent): void => {
    if (kind === 'streamLost') this.#lost += 1;
  };

  #counting(observer: StreamObserver): StreamObserver {
    return {
      onConnected: () => observer.onConnected(),
      onEvent: (event) => observer.onEvent(event),
      onLost: (error) => {
        this.#broken += 1;
        observer.onLost(error);
      },
    };
  }
}
