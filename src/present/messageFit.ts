import type { ViewOp } from '../protocol/toWebview.ts';
import type { ChatView, PartView, RowView } from '../protocol/view.ts';

type TextPartView = Extract<PartView, { kind: 'text' | 'reasoning' }>;

/** What surrounds the payload in a message: type, revision, brackets. */
const envelope = 256;
/** A piece of text stays under the bound even where each character needs six in JSON. */
const charactersInPiece = 32 * 1024;

export interface FittedSnapshot {
  /** The view with the newest rows that fit into one message. */
  readonly snapshot: ChatView;
  /** The other rows, newest first: one delta for each list. */
  readonly rest: readonly ViewOp[][];
}

/** Cuts a view into a snapshot that keeps to the bound and the deltas that complete it. */
export function fitSnapshot(view: ChatView, maxLength: number): FittedSnapshot {
  let room = maxLength - envelope - jsonLength({ ...view, rows: [] });
  let start = view.rows.length;
  while (start > 0 && (room -= rowLength(view.rows[start - 1]) + 1) >= 0) start -= 1;
  const snapshot = { ...view, rows: view.rows.slice(start) };
  const older = view.rows.slice(0, start).map((row, index): ViewOp => {
    const before = view.rows[index + 1]?.id;
    return { op: 'row', row, ...(before === undefined ? {} : { before }) };
  });
  return { snapshot, rest: splitOps(older.toReversed(), maxLength) };
}

/** The same ops in lists of which each fits into one message. */
export function splitOps(ops: readonly ViewOp[], maxLength: number): ViewOp[][] {
  const batches: ViewOp[][] = [];
  let room = 0;
  for (const op of ops.flatMap((op) => piecesOf(op, maxLength - envelope))) {
    const length = jsonLength(op) + 1;
    if (length > room || batches.length === 0) {
      batches.push([]);
      room = maxLength - envelope;
    }
    batches.at(-1)?.push(op);
    room -= length;
  }
  return batches;
}

/** One op that is too long, as several that do the same. */
function piecesOf(op: ViewOp, most: number): readonly ViewOp[] {
  if (jsonLength(op) <= most) return [op];
  if (op.op === 'row') return rowPieces(op, most);
  if (op.op === 'frame') return framePieces(op);
  if (op.op === 'part' && hasText(op.part)) return textPieces(op, op.part);
  if (op.op === 'append') return appendPieces(op.rowId, op.partId, op.text);
  return [op];
}

function rowPieces(op: Extract<ViewOp, { op: 'row' }>, most: number): readonly ViewOp[] {
  const { row } = op;
  if (row.kind !== 'assistant') return [op];
  const parts = row.parts.map((part): ViewOp => ({ op: 'part', rowId: row.id, part }));
  return [{ ...op, row: { ...row, parts: [] } }, ...parts.flatMap((part) => piecesOf(part, most))];
}

function framePieces(op: Extract<ViewOp, { op: 'frame' }>): readonly ViewOp[] {
  return Object.entries(op.frame).map(([name, value]) => ({
    op: 'frame',
    frame: { [name]: value },
  }));
}

function textPieces(op: Extract<ViewOp, { op: 'part' }>, part: TextPartView): readonly ViewOp[] {
  return [{ ...op, part: { ...part, text: '' } }, ...appendPieces(op.rowId, part.id, part.text)];
}

function appendPieces(rowId: string, partId: string, text: string): readonly ViewOp[] {
  const pieces: ViewOp[] = [];
  for (let start = 0; start < text.length; start += charactersInPiece) {
    const piece = text.slice(start, start + charactersInPiece);
    pieces.push({ op: 'append', rowId, partId, text: piece });
  }
  return pieces;
}

function hasText(part: PartView): part is TextPartView {
  return part.kind === 'text' || part.kind === 'reasoning';
}

const rowLengths = new WeakMap<RowView, number>();

function rowLength(row: RowView | undefined): number {
  if (!row) return 0;
  const known = rowLengths.get(row) ?? jsonLength(row);
  rowLengths.set(row, known);
  return known;
}

function jsonLength(value: unknown): number {
  return JSON.stringify(value).length;
}
