import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../base/log.ts';
import { fileVerdict, tooLarge } from '../../present/fileType.ts';
import { maxFileBytes, maxPreviewLength, type Attachment } from '../../protocol/attachment.ts';
import { honestLine } from '../../base/honestText.ts';

/** Of a draft that was not touched for so long its files are let go. */
const keptForMs = 30 * 24 * 60 * 60 * 1000;
/** Pages may go while they give a file. */
const mostIncoming = 40;

export interface FilePiece {
  readonly fileId: string;
  readonly name: string;
  readonly index: number;
  /** Base64. */
  readonly data: string;
  readonly isLast: boolean;
}

export type KeptFile =
  | { readonly kind: 'kept'; readonly file: Attachment }
  | { readonly kind: 'refused'; readonly reason: string };

interface Incoming {
  readonly pieces: Buffer[];
  size: number;
}

/** The bytes of what is attached to prompts: on the disk, so that a draft keeps them over a reload. */
export class AttachedFiles {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #incoming = new Map<string, Incoming>();
  #swept: Promise<void> | undefined;

  constructor(storage: string, log: Logger) {
    this.#folder = join(storage, 'attachments');
    this.#log = log;
  }

  /** Answers when the last piece is there, or as soon as it is clear that it cannot be kept. */
  async receive(piece: FilePiece): Promise<KeptFile | undefined> {
    const { fileId, index, name, isLast } = piece;
    if (index === 0) this.#begin(fileId);
    const known = this.#incoming.get(fileId);
    // It was refused, or what came before it is missing: then it never becomes whole.
    if (!known || known.pieces.length !== index) return undefined;
    const bytes = Buffer.from(piece.data, 'base64');
    known.pieces.push(bytes);
    known.size += bytes.length;
    const isTooLarge = known.size > maxFileBytes;
    if (isTooLarge || isLast) this.#incoming.delete(fileId);
    if (isTooLarge)
      return { kind: 'refused', reason: tooLarge(honestLine(name, 80), maxFileBytes) };
    return isLast ? this.keep(name, Buffer.concat(known.pieces), fileId) : undefined;
  }

  async keep(name: string, bytes: Buffer, id: string = randomUUID()): Promise<KeptFile> {
    const verdict = fileVerdict(name, bytes, maxFileBytes);
    if (verdict.kind === 'refused') return verdict;
    await mkdir(this.#folder, { recursive: true });
    await (this.#swept ??= this.#sweep());
    await writeFile(this.#path(id), bytes);
    const { mime } = verdict;
    const file = { id, name: honestLine(name, 200), mime, size: bytes.length };
    const url = mime.startsWith('image/') ? dataUrl(mime, bytes) : '';
    const isSmall = url !== '' && url.length <= maxPreviewLength;
    return { kind: 'kept', file: isSmall ? { ...file, preview: url } : file };
  }

  /** As a `data:` URL; undefined when it is not kept any more. */
  async url({ id, mime }: { readonly id: string; readonly mime: string }) {
    const bytes = await readFile(this.#path(id)).catch(() => undefined);
    return bytes && dataUrl(mime, bytes);
  }

  async forget(id: string): Promise<void> {
    this.#incoming.delete(id);
    await rm(this.#path(id), { force: true });
  }

  #begin(fileId: string): void {
    this.#incoming.set(fileId, { pieces: [], size: 0 });
    for (const id of [...this.#incoming.keys()].slice(0, -mostIncoming)) this.#incoming.delete(id);
  }

  #path(id: string): string {
    return join(this.#folder, id.replace(/[^\w-]/g, '_'));
  }

  async #sweep(): Promise<void> {
    try {
      const oldest = Date.now() - keptForMs;
      for (const name of await readdir(this.#folder)) {
        const path = join(this.#folder, name);
        if ((await stat(path)).mtimeMs < oldest) await rm(path, { force: true });
      }
    } catch (error) {
      this.#log.debug(`Old attachments stay: ${String(error)}`);
    }
  }
}

function dataUrl(mime: string, bytes: Buffer): string {
  return `data:${mime};base64,${bytes.toString('base64')}`;
}
