import type { Disposable } from '../../src/base/disposable.ts';
import type { AppError } from '../../src/base/errors.ts';
import type { SessionBackend } from '../../src/model/backend.ts';
import { until } from './until.ts';

export interface WatchedLosses extends Disposable {
  /** Why the stream was lost, once for each time. */
  readonly losses: readonly AppError[];
}

/** Watches the events of a backend, whose stream is open when this resolves. */
export async function watchLosses(backend: SessionBackend): Promise<WatchedLosses> {
  const losses: AppError[] = [];
  let connections = 0;
  const watch = backend.watch({
    onConnected: () => (connections += 1),
    onEvent: () => undefined,
    onLost: (error) => losses.push(error),
  });
  await until(() => connections === 1, { what: 'the stream' });
  return { losses, dispose: () => watch.dispose() };
}
