import type { RowView } from '../protocol/view.ts';
import type { RootState } from '../session/state.ts';
import type { MessageGroup } from './messageGroups.ts';
import { settledContext } from './toolContext.ts';
import { answerRows, promptRows } from './turnRows.ts';

const settled = new WeakMap<MessageGroup, readonly RowView[]>();

/** The rows of a turn that is over, made once. */
export function settledRows(group: MessageGroup, root: RootState): readonly RowView[] {
  const known = settled.get(group);
  if (known) return known;
  const rows =
    group.kind === 'prompt'
      ? promptRows(group.message, 'sent')
      : answerRows(group, settledContext(root));
  settled.set(group, rows);
  return rows;
}
