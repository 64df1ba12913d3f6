import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Logger } from '../../base/log.ts';
import type { PromptReading } from '../../session/promptSender.ts';
import type { Store } from '../../session/store.ts';
import { AttachedFiles } from '../attachments/attachedFiles.ts';
import { ComposerCommands } from './commands.ts';
import type { Mentions } from './mentions.ts';
import { PromptReader } from './promptReader.ts';
import { ShellConsent } from './shellConsent.ts';
import { WindowEditor } from './windowEditor.ts';
import { windowMentions } from './windowMentions.ts';

/** What a person can compose of in this window, and how it is read when it is sent. */
export class Composing implements Disposable {
  readonly mentions: Mentions;
  readonly commands = new ComposerCommands();
  /** What is attached to prompts. */
  readonly files: AttachedFiles;
  readonly read: PromptReading;
  readonly #owned = new DisposableStore();

  constructor(store: Store, log: Logger, storage: string) {
    this.files = new AttachedFiles(storage, log);
    const editor = this.#owned.add(new WindowEditor(log));
    this.mentions = windowMentions(editor, log);
    const { mentions, commands, files } = this;
    const consent = new ShellConsent();
    const mayRun = (line: string) => consent.ask(line);
    const reader = new PromptReader({ store, mentions, commands, files, mayRun });
    this.read = (prompt, backend) => reader.read(prompt, backend);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
