import type { Memento } from 'vscode';
import * as z from 'zod';
import { Emitter, type Event } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import type { RootId } from '../model/ids.ts';
import type { PromptOptions } from '../model/prompt.ts';

const storedOptions = z.record(
  z.string(),
  z.object({
    agent: z.string().optional(),
    model: z
      .object({ providerId: z.string(), modelId: z.string(), variant: z.string().optional() })
      .optional(),
  }),
);

const memoryKey = 'pickedOptions';

/** The agent and model that a person picked in a folder, remembered for its next prompts. */
export class PickedOptions {
  readonly #memory: Memento;
  readonly #changed: Emitter<RootId>;
  readonly onDidChange: Event<RootId>;

  constructor(memory: Memento, log: Logger) {
    this.#memory = memory;
    this.#changed = new Emitter((error) => log.error(String(error)));
    this.onDidChange = this.#changed.event;
  }

  get(root: RootId): PromptOptions {
    return this.#all()[root] ?? {};
  }

  async set(root: RootId, options: PromptOptions): Promise<void> {
    await this.#memory.update(memoryKey, {
      ...this.#all(),
      [root]: { ...this.get(root), ...options },
    });
    this.#changed.fire(root);
  }

  #all(): z.infer<typeof storedOptions> {
    const stored = storedOptions.safeParse(this.#memory.get(memoryKey));
    return stored.success ? stored.data : {};
  }
}
