import type { FramePatch, ViewOp } from './toWebview.ts';
import type { ChatView, PartView, RowView } from './view.ts';

type RowOp = Exclude<ViewOp, { op: 'frame' }>;
type AssistantRow = Extract<RowView, { kind: 'assistant' }>;
interface Identified {
  readonly id: string;
}

/**
 * The view after the ops. What no op touches keeps its identity, so that a drawing can skip it.
 * An op that names a row or part which is not there changes nothing.
 */
export function applyOps(view: ChatView, ops: readonly ViewOp[]): ChatView {
  let frame: FramePatch | undefined;
  let rows = view.rows;
  for (const op of ops) {
    if (op.op === 'frame') frame = { ...frame, ...op.frame };
    else rows = withRows(rows, op);
  }
  if (!frame && rows === view.rows) return view;
  return { ...view, ...defined(frame ?? {}), rows };
}

/** An explicit `undefined` in a patch means "unchanged", as an absent field does. */
function defined(frame: FramePatch): Partial<ChatView> {
  return Object.fromEntries(Object.entries(frame).filter(([, value]) => value !== undefined));
}

function withRows(rows: RowView[], op: RowOp): RowView[] {
  if (op.op === 'row') return withItem(rows, op.row, op.before);
  if (op.op === 'removeRow') return withoutItem(rows, op.id);
  if (op.op === 'head') return withAssistant(rows, op.row.id, (row) => withHead(row, op.row));
  if (op.op === 'part') {
    return withAssistant(rows, op.rowId, (row) => ({
      ...row,
      parts: withItem(row.parts, op.part, op.before),
    }));
  }
  return withAssistant(rows, op.rowId, (row) => withAppended(row, op.partId, op.text));
}

function withAssistant(
  rows: RowView[],
  id: string,
  change: (row: AssistantRow) => AssistantRow,
): RowView[] {
  const index = indexOf(rows, id);
  const row = rows[index];
  if (row?.kind !== 'assistant') return rows;
  const changed = change(row);
  return changed === row ? rows : rows.with(index, changed);
}

function withHead(row: AssistantRow, head: RowView): AssistantRow {
  return head.kind === 'assistant' ? { ...head, parts: row.parts } : row;
}

function withAppended(row: AssistantRow, partId: string, text: string): AssistantRow {
  const index = indexOf(row.parts, partId);
  const part = row.parts[index];
  if (!part || !hasText(part)) return row;
  return { ...row, parts: row.parts.with(index, { ...part, text: part.text + text }) };
}

function hasText(part: PartView): part is Extract<PartView, { kind: 'text' | 'reasoning' }> {
  return part.kind === 'text' || part.kind === 'reasoning';
}

function withItem<T extends Identified>(items: T[], item: T, before: string | undefined): T[] {
  const index = indexOf(items, item.id);
  if (index >= 0) return items.with(index, item);
  const at = before === undefined ? -1 : indexOf(items, before);
  return items.toSpliced(at < 0 ? items.length : at, 0, item);
}

function withoutItem<T extends Identified>(items: T[], id: string): T[] {
  const index = indexOf(items, id);
  return index < 0 ? items : items.toSpliced(index, 1);
}

/** From the end, because nearly every change concerns the newest. */
function indexOf(items: readonly Identified[], id: string): number {
  return items.findLastIndex((item) => item.id === id);
}
