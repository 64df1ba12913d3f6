import { isSameBut } from '../session/sameRoot.ts';
import type { RootState, State } from '../session/state.ts';

/** What rows and badge do not show. Most of what is told while a turn goes on is in here. */
const unseen: readonly (keyof RootState)[] = [
  'transcripts',
  'loadErrors',
  'sought',
  'todos',
  'outbox',
];

/** Whether the tree's rows or its badge may say something else. How long ago it was is not looked at. */
export function haveRowsChanged(state: State, drawn: State): boolean {
  if (state.roots.size !== drawn.roots.size) return true;
  return [...state.roots.values()].some((root) => {
    const before = drawn.roots.get(root.id);
    return !before || !isSameBut(root, before, unseen);
  });
}
