import type { FindMatch } from '../../protocol/find.ts';
import type { ClippedText, PartView, RowView } from '../../protocol/view.ts';
import type { Panel } from '../panel.ts';
import { partGroups } from '../rows/partGroups.ts';

/** The row of a match. Where an earlier page has brought the beginning of an answer, its name is another. */
export function rowOf({ view }: Panel, { rowId, partId }: FindMatch): RowView | undefined {
  const row = view.row(rowId)?.peek();
  if (row && (partId === undefined || hasPart(row, partId))) return row;
  if (partId === undefined) return undefined;
  const rows = view.rowIds.peek().map((id) => view.row(id)?.peek());
  return rows.find((other) => other && hasPart(other, partId));
}

/** Opens what hides a match, and asks for the rest of a text that is not there as a whole. */
export function unfold(panel: Panel, row: RowView, { partId, field }: FindMatch): void {
  const { saved } = panel;
  if (row.kind === 'user') askForAll(panel, row.text, { rowId: row.id, field });
  if (row.kind !== 'assistant' || partId === undefined) return;
  const part = row.parts.find(({ id }) => id === partId);
  const group = partGroups(row.parts).find(
    (one) => one.kind === 'explored' && one.calls.some(({ id }) => id === partId),
  );
  if (group?.kind === 'explored') saved.setOpen(`${row.id}/${group.id}`, true);
  if (field !== 'title' && part?.kind !== 'text') saved.setOpen(`${row.id}/${partId}`, true);
  askForAll(panel, part && textOf(part, field), { rowId: row.id, partId, field });
}

function askForAll(
  { bodies }: Panel,
  text: ClippedText | undefined,
  place: Parameters<Panel['bodies']['request']>[0],
): void {
  if (text?.isClipped && !bodies.body(place).peek()) bodies.request(place, text);
}

function textOf(part: PartView, field: string): ClippedText | undefined {
  if (part.kind !== 'tool') return undefined;
  const { body } = part.card;
  if (body.kind === 'edit') return body.diff?.patch;
  const texts: Readonly<Record<string, unknown>> = body;
  const text = texts[field];
  return isClippedText(text) ? text : undefined;
}

function isClippedText(value: unknown): value is ClippedText {
  return typeof value === 'object' && value !== null && 'isClipped' in value;
}

function hasPart(row: RowView, partId: string): boolean {
  return row.kind === 'assistant' && row.parts.some(({ id }) => id === partId);
}
