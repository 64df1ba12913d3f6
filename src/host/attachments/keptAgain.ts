import type { FilePart } from '../../model/part.ts';
import type { Attachment } from '../../protocol/attachment.ts';
import type { AttachedFiles } from './attachedFiles.ts';

/** What a stored message has attached, for the composer that its prompt goes back into. */
export async function keptAgain(
  files: Pick<AttachedFiles, 'keep'>,
  parts: readonly FilePart[],
): Promise<Attachment[]> {
  const kept = await Promise.all(
    parts.map(({ name, url }) => files.keep(name, Buffer.from(contentOf(url), 'base64'))),
  );
  return kept.flatMap((one) => (one.kind === 'kept' ? [one.file] : []));
}

function contentOf(url: string): string {
  return url.slice(url.indexOf(',') + 1);
}
