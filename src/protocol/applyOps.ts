import type { FramePatch, ViewOp } from './toWebview.ts';
import type { ChatView, PartView, RowView } from './view.ts';

type Append = Extract<ViewOp, { op: 'append' }>;

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

function withRows(rows: RowView[], op: Exclude<ViewOp, { op: 'frame' }>): RowView[] {
  if (op.op === 'row') return withRow(rows, op.row, op.before);
  if (op.op === 'removeRow') return withoutRow(rows, op.id);
  return withAppended(rows, op);
}

function withRow(rows: RowView[], row: RowView, before: string | undefined): RowView[] {
  const index = indexOfRow(rows, row.id);
  if (index >= 0) return rows.with(index, row);
  const at = before === undefined ? -1 : indexOfRow(rows, before);
  return rows.toSpliced(at < 0 ? rows.length : at, 0, row);
}

function withoutRow(rows: RowView[], id: string): RowView[] {
  const index = indexOfRow(rows, id);
  return index < 0 ? rows : rows.toSpliced(index, 1);
}

function withAppended(rows: RowView[], op: Append): RowView[] {
  const index = indexOfRow(rows, op.rowId);
  const row = rows[index];
  if (row?.kind !== 'assistant') return rows;
  const partIndex = row.parts.findLastIndex((part) => part.id === op.partId);
  const part = row.parts[partIndex];
  if (!part || !hasText(part)) return rows;
  const parts = row.parts.with(partIndex, { ...part, text: part.text + op.text });
  return rows.with(index, { ...row, parts });
}

function hasText(part: PartView): part is Extract<PartView, { kind: 'text' | 'reasoning' }> {
  return part.kind === 'text' || part.kind === 'reasoning';
}

/** From the end, because nearly every change concerns the newest rows. */
function indexOfRow(rows: readonly RowView[], id: string): number {
  return rows.findLastIndex((row) => row.id === id);
}
