import * as z from 'zod';
import type { FileChange, FilePatch } from '../../model/message.ts';
import { readEach } from './readEach.ts';

const count = z.number().catch(0);

export const fileDiffSchema = z.looseObject({
  file: z.string().min(1),
  patch: z.string().catch(''),
  additions: count,
  deletions: count,
});

/** Without the patches: those are fetched when somebody wants to see them. */
export function toFileChanges(diffs: readonly unknown[]): readonly FileChange[] {
  return readEach(fileDiffSchema, diffs, ({ file, additions, deletions }) => ({
    path: file,
    additions,
    deletions,
  }));
}

export function toFilePatches(diffs: readonly unknown[]): readonly FilePatch[] {
  return readEach(fileDiffSchema, diffs, ({ file, additions, deletions, patch }) => ({
    path: file,
    additions,
    deletions,
    patch,
  }));
}
