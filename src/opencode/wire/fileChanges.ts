import * as z from 'zod';
import type { FileChange, FilePatch } from '../../model/message.ts';
import { readEach } from './readEach.ts';

const count = z.number().catch(0);

export const fileDiffSchema = z.looseObject({
  file: z.string().min(1),
  status: z.enum(['added', 'deleted', 'modified']).catch('modified'),
  patch: z.string().catch(''),
  additions: count,
  deletions: count,
});

/** Without the patches: those are fetched when somebody wants to see them. */
export function toFileChanges(diffs: readonly unknown[]): readonly FileChange[] {
  return readEach(fileDiffSchema, diffs, ({ file, status, additions, deletions }) => ({
    path: file,
    status,
    additions,
    deletions,
  }));
}

export function toFilePatches(diffs: readonly unknown[]): readonly FilePatch[] {
  return readEach(fileDiffSchema, diffs, ({ file, status, additions, deletions, patch }) => ({
    path: file,
    status,
    additions,
    deletions,
    patch,
  }));
}
