import { AppError } from '../../base/errors.ts';
import type { SessionBackend } from '../../model/backend.ts';
import {
  plainTurn,
  type AttachedFile,
  type Errand,
  type Prompt,
  type PromptPart,
} from '../../model/prompt.ts';
import { calledCommand, shellLine } from '../../present/composedText.ts';
import type { RootState } from '../../session/state.ts';
import type { Store } from '../../session/store.ts';
import type { AttachedFiles } from '../attachments/attachedFiles.ts';
import type { ComposerCommands } from './commands.ts';
import type { Mentions } from './mentions.ts';

export interface PromptReaderOptions {
  readonly store: Store;
  readonly mentions: Mentions;
  readonly commands: ComposerCommands;
  readonly files: Pick<AttachedFiles, 'url'>;
  /** Whether a person lets this shell line run: OpenCode runs it without asking anybody. */
  readonly mayRun: (line: string) => Promise<boolean>;
}

/** Makes of a composed text what OpenCode is to do. */
export class PromptReader {
  readonly #options: PromptReaderOptions;

  constructor(options: PromptReaderOptions) {
    this.#options = options;
  }

  /** @throws AppError why it cannot be sent as it is */
  async read(prompt: Prompt, backend: SessionBackend): Promise<Errand> {
    const root = this.#options.store.state.roots.get(backend.rootId);
    if (!root || !prompt.composed) return plainTurn;
    const { parts: known } = prompt.composed;
    if (known) return this.#again(known, prompt, { root, backend });
    const line = shellLine(prompt.text);
    if (line !== undefined && prompt.composed.files.length === 0)
      return this.#shell(line, prompt, root);
    const parts = await this.#parts(prompt, { root, backend });
    return (await this.#command(prompt, backend, parts)) ?? { kind: 'turn', parts };
  }

  /** With the files that it had; who is mentioned is only in its text. */
  async #again(
    parts: readonly PromptPart[],
    prompt: Prompt,
    place: { readonly root: RootState; readonly backend: SessionBackend },
  ): Promise<Errand> {
    const mentioned = await this.#parts(prompt, place);
    return { kind: 'turn', parts: [...parts, ...mentioned.filter(({ kind }) => kind === 'agent')] };
  }

  async #shell(line: string, { agent }: Prompt, { catalog }: RootState): Promise<Errand> {
    if (!(await this.#options.mayRun(line)))
      throw new AppError('declined', 'The command was not run.');
    const [first] = catalog.agents.filter(({ mode, isHidden }) => mode !== 'subagent' && !isHidden);
    const chosen = agent ?? catalog.defaultAgent ?? first?.name ?? 'build';
    return { kind: 'shell', command: line, agent: chosen };
  }

  /** OpenCode itself reads the files and agents that the arguments mention. */
  async #command(
    { text }: Prompt,
    backend: SessionBackend,
    parts: readonly PromptPart[],
  ): Promise<Errand | undefined> {
    const called = calledCommand(text);
    if (!called || !(await this.#options.commands.knows(called.name, backend))) return undefined;
    const own = parts.filter((part) => part.kind === 'file' && !part.url.startsWith('file:'));
    return { kind: 'command', ...called, parts: own };
  }

  async #parts(
    { text, target, composed }: Prompt,
    place: { readonly root: RootState; readonly backend: SessionBackend },
  ): Promise<readonly PromptPart[]> {
    const sessionId = target.kind === 'session' ? target.sessionId : undefined;
    const { mentions = [], files = [] } = composed ?? {};
    const mentioned = await this.#options.mentions.resolve(text, mentions, { ...place, sessionId });
    return [...mentioned, ...(await Promise.all(files.map((file) => this.#file(file))))];
  }

  async #file(file: AttachedFile): Promise<PromptPart> {
    const { name, mime } = file;
    const url = await this.#options.files.url(file);
    if (url !== undefined) return { kind: 'file', name, mime, url };
    throw new AppError('file-lost', `${name} is not kept any more. Attach it again.`);
  }
}
