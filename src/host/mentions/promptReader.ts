import { AppError } from '../../base/errors.ts';
import type { SessionBackend } from '../../model/backend.ts';
import { plainTurn, type Errand, type Prompt, type PromptPart } from '../../model/prompt.ts';
import { calledCommand, shellLine } from '../../present/composedText.ts';
import type { RootState } from '../../session/state.ts';
import type { Store } from '../../session/store.ts';
import type { ComposerCommands } from './commands.ts';
import type { Mentions } from './mentions.ts';

export interface PromptReaderOptions {
  readonly store: Store;
  readonly mentions: Mentions;
  readonly commands: ComposerCommands;
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
    const line = shellLine(prompt.text);
    if (line !== undefined) return this.#shell(line, prompt, root);
    const parts = await this.#parts(prompt, { root, backend });
    return (await this.#command(prompt, backend, parts)) ?? { kind: 'turn', parts };
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

  #parts(
    { text, target, composed }: Prompt,
    place: { readonly root: RootState; readonly backend: SessionBackend },
  ): Promise<readonly PromptPart[]> {
    const sessionId = target.kind === 'session' ? target.sessionId : undefined;
    return this.#options.mentions.resolve(text, composed?.mentions ?? [], { ...place, sessionId });
  }
}
