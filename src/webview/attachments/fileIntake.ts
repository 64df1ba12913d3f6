import { maxFileBytes, maxFiles, pieceBytes } from '../../protocol/attachment.ts';
import type { ToHost } from '../../protocol/toHost.ts';
import type { Draft } from '../draft.ts';
import { previewOf } from './preview.ts';

/** Hands what is pasted or dropped to the host, in pieces that fit into messages. */
export class FileIntake {
  readonly #draft: Draft;
  readonly #post: (message: ToHost) => void;

  constructor(draft: Draft, post: (message: ToHost) => void) {
    this.#draft = draft;
    this.#post = post;
  }

  /** One after the other, so that they come in their order. */
  async add(files: readonly File[]): Promise<void> {
    for (const file of files) await this.#give(file);
  }

  async #give(file: File): Promise<void> {
    const id = newFileId();
    const limit = maxFileBytes / (1024 * 1024);
    const preview = file.size > maxFileBytes ? undefined : await previewOf(file);
    if (file.size > maxFileBytes) {
      this.#draft.refuse(`${file.name} is larger than ${limit} MB.`);
    } else if (!this.#draft.files.expect(id, preview)) {
      this.#draft.refuse(`A prompt can have at most ${maxFiles} files.`);
    } else {
      await this.#send(id, file).catch(() => {
        this.#draft.files.notComing(id);
        this.#draft.refuse(`${file.name} could not be read.`);
      });
    }
  }

  async #send(fileId: string, file: File): Promise<void> {
    const count = Math.max(1, Math.ceil(file.size / pieceBytes));
    for (let index = 0; index < count; index++) {
      const piece = file.slice(index * pieceBytes, (index + 1) * pieceBytes);
      const data = await base64Of(piece);
      const isLast = index === count - 1;
      this.#post({ type: 'filePiece', fileId, name: file.name, index, data, isLast });
    }
  }
}

/** Like no other of any panel, also after a reload. */
function newFileId(): string {
  return ['file', Date.now(), ...crypto.getRandomValues(new Uint32Array(2))].join('-');
}

function base64Of(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('It cannot be read.')));
    reader.readAsDataURL(piece);
  });
}
