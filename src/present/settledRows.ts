import type { RowView } from '../protocol/view.ts';
import type { RootState } from '../session/state.ts';
import type { FileChange } from '../model/message.ts';
import type { Chunk, MessageGroup } from './messageGroups.ts';
import { settledContext } from './toolContext.ts';
import { changesBehind } from './turnChanges.ts';
import { answerRows, promptRows } from './turnRows.ts';

interface Drawn {
  readonly changes: readonly FileChange[] | undefined;
  readonly rows: readonly RowView[];
}

const settled = new WeakMap<MessageGroup, Drawn>();

/** The rows of a turn that is over, made once. `near` are the groups that it stands among. */
export function settledRows(group: MessageGroup, root: RootState, near: Chunk): readonly RowView[] {
  const changes = group.kind === 'answer' ? changesBehind(group, root, near) : undefined;
  const known = settled.get(group);
  if (known && known.changes === changes) return known.rows;
  const rows =
    group.kind === 'prompt'
      ? promptRows(group.message, 'sent')
      : answerRows(group, settledContext(root), { changes });
  settled.set(group, { changes, rows });
  return rows;
}
