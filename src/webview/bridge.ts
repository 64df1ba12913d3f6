import type { ToHost } from '../protocol/toHost.ts';
import { toWebview, type ToWebview } from '../protocol/toWebview.ts';

/** The only way to and from the host. */
export interface Bridge {
  post(message: ToHost): void;
  /** Whatever is not one of our messages is dropped here. */
  onMessage(listener: (message: ToWebview) => void): void;
  readState(): unknown;
  writeState(state: unknown): void;
}

export function createBridge(): Bridge {
  const api = acquireVsCodeApi();
  return {
    post: (message) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is not a window's.
      api.postMessage(message);
    },
    onMessage: (listener) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        const parsed = toWebview.safeParse(event.data);
        if (parsed.success) listener(parsed.data);
      });
    },
    readState: () => api.getState(),
    writeState: (state) => {
      api.setState(state);
    },
  };
}
