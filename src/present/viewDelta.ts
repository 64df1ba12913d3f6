import type { FramePatch, ViewOp } from '../protocol/toWebview.ts';
import type { ChatView, PartView, RowView } from '../protocol/view.ts';
import { isSame } from './sameData.ts';

type AssistantRow = Extract<RowView, { kind: 'assistant' }>;

/**
 * The ops that lead from one view to the next (`protocol/applyOps.ts` is the other half). Rows that
 * are the same object on both sides cost one comparison each.
 */
export function viewDelta(previous: ChatView, next: ChatView): ViewOp[] {
  const frame = framePatch(previous, next);
  return [...(frame ? [{ op: 'frame', frame } as const] : []), ...rowOps(previous.rows, next.rows)];
}

function framePatch(previous: ChatView, next: ChatView): FramePatch | undefined {
  const { rows: _old, ...before } = previous;
  const { rows: _new, ...after } = next;
  const known = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(after).filter(([name, value]) => !isSame(known.get(name), value));
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}

function rowOps(previous: readonly RowView[], next: readonly RowView[]): ViewOp[] {
  const { start, end } = changedSpan(previous, next);
  const after = next.slice(start, next.length - end);
  const old = keptInOrder(previous.slice(start, previous.length - end), after);
  return [
    ...old.dropped.map((id): ViewOp => ({ op: 'removeRow', id })),
    ...putRows(after, old.kept, next[next.length - end]?.id),
  ];
}

/** How many rows at the start and at the end are the very same. */
function changedSpan(previous: readonly RowView[], next: readonly RowView[]) {
  const most = Math.min(previous.length, next.length);
  let start = 0;
  while (start < most && previous[start] === next[start]) start += 1;
  let end = 0;
  while (end < most - start && previous.at(-1 - end) === next.at(-1 - end)) end += 1;
  return { start, end };
}

/** Splits the old rows into those that can stay where they are and those that must go first. */
function keptInOrder(previous: readonly RowView[], next: readonly RowView[]) {
  const places = new Map(next.map((row, index) => [row.id, index]));
  const kept = new Map<string, RowView>();
  const dropped: string[] = [];
  let last = -1;
  for (const row of previous) {
    const place = places.get(row.id) ?? -1;
    if (place > last) {
      kept.set(row.id, row);
      last = place;
    } else dropped.push(row.id);
  }
  return { kept, dropped };
}

function putRows(
  rows: readonly RowView[],
  kept: ReadonlyMap<string, RowView>,
  following: string | undefined,
): ViewOp[] {
  let before = following;
  const ops: ViewOp[][] = [];
  for (const row of rows.toReversed()) {
    const old = kept.get(row.id);
    ops.push(old ? changedRow(old, row) : [putRow(row, before)]);
    if (old) before = row.id;
  }
  return ops.toReversed().flat();
}

function putRow(row: RowView, before: string | undefined): ViewOp {
  return { op: 'row', row, ...(before === undefined ? {} : { before }) };
}

function changedRow(old: RowView, row: RowView): ViewOp[] {
  if (isSame(old, row)) return [];
  if (old.kind === 'assistant' && row.kind === 'assistant') {
    const parts = partOps(old, row);
    if (parts) return [...headOps(old, row), ...parts];
  }
  return [{ op: 'row', row }];
}

function headOps(old: AssistantRow, row: AssistantRow): ViewOp[] {
  const head = { ...row, parts: [] };
  return isSame({ ...old, parts: [] }, head) ? [] : [{ op: 'head', row: head }];
}

/** Nothing when a part left or moved: then the row as a whole is the shorter story. */
function partOps(old: AssistantRow, row: AssistantRow): ViewOp[] | undefined {
  const { kept, dropped } = keptParts(old.parts, row.parts);
  if (dropped) return undefined;
  let before: string | undefined;
  const ops: ViewOp[] = [];
  for (const part of row.parts.toReversed()) {
    const known = kept.get(part.id);
    const op = known ? changedPart(row.id, known, part) : putPart(row.id, part, before);
    if (op) ops.push(op);
    if (known) before = part.id;
  }
  return ops.toReversed();
}

function keptParts(previous: readonly PartView[], next: readonly PartView[]) {
  const places = new Map(next.map((part, index) => [part.id, index]));
  const order = previous.map((part) => places.get(part.id) ?? -1);
  const isKept = order.every((place, index) => place > (order[index - 1] ?? -1));
  return { kept: new Map(previous.map((part) => [part.id, part])), dropped: !isKept };
}

function putPart(rowId: string, part: PartView, before: string | undefined): ViewOp {
  return { op: 'part', rowId, part, ...(before === undefined ? {} : { before }) };
}

function changedPart(rowId: string, old: PartView, part: PartView): ViewOp | undefined {
  if (isSame(old, part)) return undefined;
  const text = addedText(old, part);
  return text === undefined
    ? { op: 'part', rowId, part }
    : { op: 'append', rowId, partId: part.id, text };
}

/** What was added to a text at its end, if that is all that changed. */
function addedText(old: PartView, part: PartView): string | undefined {
  if (old.kind === 'tool' || old.kind === 'file') return undefined;
  if (part.kind === 'tool' || part.kind === 'file') return undefined;
  const isGrown = part.text.length > old.text.length && part.text.startsWith(old.text);
  return isGrown && isSame({ ...old, text: part.text }, part)
    ? part.text.slice(old.text.length)
    : undefined;
}
