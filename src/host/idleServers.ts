import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { IdleStop, type IdleStopOptions } from '../session/idleStop.ts';
import type { SessionService } from '../session/sessionService.ts';
import { onIdleMinutesChange, readSettings } from './settings.ts';

export interface IdleServersOptions extends Omit<IdleStopOptions, 'onDidUse' | 'limitMs'> {
  readonly sessions: SessionService;
}

/** Stops servers that nobody has used for as long as the setting says; a change of it counts at once. */
export function stopIdleServers(options: IdleServersOptions): Disposable {
  const owned = new DisposableStore();
  const idleStop = owned.add(
    new IdleStop({
      ...options,
      onDidUse: options.sessions.onDidUse,
      limitMs: () => readSettings().idleMinutes * 60_000,
    }),
  );
  owned.add(onIdleMinutesChange(() => idleStop.update()));
  return owned;
}
