import type { Disposable } from '../../base/disposable.ts';
import type { Logger } from '../../base/log.ts';
import type { RequestBroker } from '../../session/requestBroker.ts';
import type { SessionForks } from '../../session/sessionForks.ts';
import type { SessionReverts } from '../../session/sessionReverts.ts';
import type { SessionService } from '../../session/sessionService.ts';
import type { Store } from '../../session/store.ts';
import type { Actions } from '../actions.ts';
import type { DiffEditor } from '../diffEditor.ts';
import type { Composing } from '../mentions/composing.ts';
import type { ErrorNotifier } from '../notifyError.ts';
import type { Pickers } from '../pickers.ts';
import type { PickedOptions } from '../pickedOptions.ts';
import type { WorkspaceRoots } from '../workspaceRoots.ts';
import type { ChatFocus } from './chatFocus.ts';
import type { PromptLedger } from './promptLedger.ts';
import type { PromptRetries } from './promptRetries.ts';

/** What every chat panel of a window shares. */
export interface ChatContext {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly forks: SessionForks;
  readonly reverts: SessionReverts;
  readonly broker: RequestBroker;
  readonly roots: WorkspaceRoots;
  readonly actions: Actions;
  readonly errors: ErrorNotifier;
  readonly diffs: DiffEditor;
  readonly pickers: Pickers;
  readonly picked: PickedOptions;
  readonly ledger: PromptLedger;
  readonly retries: PromptRetries;
  readonly focus: ChatFocus;
  readonly composing: Composing;
  readonly log: Logger;
}

/** The part of `vscode.Webview` that a chat needs. */
export interface ChatPort {
  /** Starts the page (again). */
  load(): void;
  post(message: unknown): Thenable<boolean>;
  onMessage(listener: (message: unknown) => void): Disposable;
}
