import type { Memento } from 'vscode';

/** What VS Code keeps for an extension: as JSON, so that nothing but data comes back. */
export function memoryMemento(stored = new Map<string, string>()): Memento {
  return {
    keys: () => [...stored.keys()],
    get: (key: string) => JSON.parse(stored.get(key) ?? 'null') ?? undefined,
    update: (key, value) => {
      if (value === undefined) stored.delete(key);
      else stored.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
  };
}
