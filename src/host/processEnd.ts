import type { Disposable } from '../base/disposable.ts';

/**
 * Runs `end` when the extension host goes down without waiting for anybody. A remote VS Code sends
 * the signal as soon as its window closes or loads again, and a signal skips the `exit` event.
 */
export function onProcessEnd(end: () => void): Disposable {
  const onSignal = () => {
    try {
      end();
    } finally {
      // The listener is gone by now: the signal does what it would have done without it.
      process.kill(process.pid, 'SIGTERM');
    }
  };
  process.once('exit', end);
  process.once('SIGTERM', onSignal);
  return {
    dispose: () => {
      process.off('exit', end);
      process.off('SIGTERM', onSignal);
    },
  };
}
