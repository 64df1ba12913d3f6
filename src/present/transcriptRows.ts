import type { SessionId } from '../model/ids.ts';
import type { RowView } from '../protocol/view.ts';
import type { RootState } from '../session/state.ts';
import { messageChunks, type Chunk, type MessageGroup } from './messageGroups.ts';
import { newestRows } from './newestRows.ts';
import { settledRows } from './settledRows.ts';
import { takenBack } from './takenBack.ts';

/**
 * The rows of a session's transcript, oldest first. Only the newest answer can be alive: whatever
 * an older one says of running has ended unnoticed.
 */
export function transcriptRows(root: RootState, id: SessionId): readonly RowView[] {
  const transcript = root.transcripts.get(id);
  const chunks = transcript ? messageChunks(transcript.messages) : [];
  const reverted = takenBack(root, id, chunks);
  const shown = reverted?.kept ?? chunks;
  const newest = Math.max(
    0,
    shown.findLastIndex((chunk) => chunk.some(isAnswer)),
  );
  return settledPrefix(shown.slice(0, newest), root).concat(
    tailRows(root, id, shown.slice(newest).flat()),
    reverted ? [reverted.notice] : [],
  );
}

interface Prefix {
  readonly chunks: readonly Chunk[];
  readonly rows: readonly RowView[];
}

const prefixes = new WeakMap<Chunk, Prefix>();

/** The rows of all chunks but the newest, made anew only when one of them changes. */
function settledPrefix(chunks: readonly Chunk[], root: RootState): readonly RowView[] {
  const last = chunks.at(-1);
  if (!last) return [];
  const known = prefixes.get(last);
  if (known && isSameList(known.chunks, chunks)) return known.rows;
  const rows = chunks.flatMap((chunk) => chunkRows(chunk, root));
  prefixes.set(last, { chunks, rows });
  return rows;
}

function isSameList(a: readonly Chunk[], b: readonly Chunk[]): boolean {
  return a.length === b.length && a.every((chunk, index) => chunk === b[index]);
}

function isAnswer({ kind }: MessageGroup): boolean {
  return kind === 'answer';
}

const settledChunks = new WeakMap<Chunk, readonly RowView[]>();

function chunkRows(chunk: Chunk, root: RootState): readonly RowView[] {
  const known = settledChunks.get(chunk);
  if (known) return known;
  const rows = chunk.flatMap((group) => settledRows(group, root, chunk));
  settledChunks.set(chunk, rows);
  return rows;
}

function tailRows(
  root: RootState,
  id: SessionId,
  groups: readonly MessageGroup[],
): readonly RowView[] {
  const newest = Math.max(0, groups.findLastIndex(isAnswer));
  return [
    ...groups.slice(0, newest).flatMap((group) => settledRows(group, root, groups)),
    ...newestRows(root, id, groups.slice(newest)),
  ];
}
