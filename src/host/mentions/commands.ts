import { honestLine } from '../../base/honestText.ts';
import type { SessionBackend } from '../../model/backend.ts';
import type { CommandInfo } from '../../model/command.ts';
import { likeness } from '../../present/likeness.ts';
import { ownCommands } from '../../present/ownCommands.ts';
import type { CompletionItem } from '../../protocol/completion.ts';

/** What `/` calls: ours, and those of the server with its skills and MCP prompts. */
export class ComposerCommands {
  readonly #known = new WeakMap<SessionBackend, Promise<readonly CommandInfo[]>>();

  async suggest(
    query: string,
    backend: SessionBackend | undefined,
  ): Promise<readonly CompletionItem[]> {
    // Asked anew whenever the list opens: they change with the configuration.
    const theirs = backend ? await this.#of(backend, query === '') : [];
    const items = [...ownItems, ...theirs.filter(({ name }) => !isOwn(name)).map(toItem)];
    if (query === '') return items;
    const found = items.flatMap((item) => {
      const score = likeness(query, item.label);
      return score === undefined ? [] : [{ item, score }];
    });
    return found.toSorted((a, b) => b.score - a.score).map(({ item }) => item);
  }

  /** Whether the server knows this name. */
  async knows(name: string, backend: SessionBackend): Promise<boolean> {
    const known = await this.#of(backend, false);
    if (known.some((command) => command.name === name)) return true;
    return (await this.#of(backend, true)).some((command) => command.name === name);
  }

  #of(backend: SessionBackend, isFresh: boolean): Promise<readonly CommandInfo[]> {
    const known = this.#known.get(backend);
    if (known && !isFresh) return known;
    const asked = backend.listCommands();
    this.#known.set(backend, asked);
    // A failure is not kept: the next one asks again.
    asked.catch(() => this.#known.delete(backend));
    return asked;
  }
}

const ownItems: readonly CompletionItem[] = Object.entries(ownCommands).map(([name, detail]) => ({
  icon: 'chevron-right',
  label: `/${name}`,
  detail,
  insert: `/${name}`,
  act: name,
}));

function isOwn(name: string): boolean {
  return Object.hasOwn(ownCommands, name);
}

function toItem({ name, description, source }: CommandInfo): CompletionItem {
  const item = {
    icon: 'tools',
    label: honestLine(`/${name}`, 80),
    detail: honestLine(description, 120),
    insert: `/${name}`,
  };
  return source === 'command' ? item : { ...item, badge: source };
}
