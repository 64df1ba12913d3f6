import type { Disposable } from '../../base/disposable.ts';
import { fitSnapshot, splitOps } from '../../present/messageFit.ts';
import { viewDelta } from '../../present/viewDelta.ts';
import { maxMessageLength, type ToWebview, type ViewOp } from '../../protocol/toWebview.ts';
import type { ChatView } from '../../protocol/view.ts';

/** About one frame: a burst of events becomes one message. */
const frameMs = 16;

export interface ChatFeedOptions {
  view(): ChatView;
  post(message: ToWebview): void;
}

/** Keeps one webview in step: a snapshot when it asks, then numbered deltas. */
export class ChatFeed implements Disposable {
  readonly #options: ChatFeedOptions;
  #shown: ChatView | undefined;
  #revision = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChatFeedOptions) {
    this.#options = options;
  }

  /** Starts over. What does not fit into one message follows as deltas. */
  snapshot(): void {
    this.#cancel();
    const view = this.#options.view();
    const { snapshot, rest } = fitSnapshot(view, maxMessageLength);
    this.#revision += 1;
    this.#options.post({ type: 'snapshot', revision: this.#revision, view: snapshot });
    for (const ops of rest) this.#postDelta(ops);
    this.#shown = view;
  }

  /** Something may have changed. Silent until the webview has asked for its first snapshot. */
  update(): void {
    if (this.#shown) this.#timer ??= setTimeout(() => this.#flush(), frameMs);
  }

  /** The webview is gone or hidden; it asks again when it is back. */
  pause(): void {
    this.#cancel();
    this.#shown = undefined;
  }

  dispose(): void {
    this.pause();
  }

  #flush(): void {
    this.#timer = undefined;
    if (!this.#shown) return;
    const view = this.#options.view();
    const ops = viewDelta(this.#shown, view);
    this.#shown = view;
    if (ops.length > 0) for (const batch of splitOps(ops, maxMessageLength)) this.#postDelta(batch);
  }

  #postDelta(ops: ViewOp[]): void {
    this.#revision += 1;
    this.#options.post({ type: 'delta', revision: this.#revision, ops });
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
