const frameEnd = Buffer.from('\n\n');

/** Cuts a stream of server-sent events into its frames, each with the empty line that ends it. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);

  take(chunk: Buffer): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: Buffer[] = [];
    for (let end = this.#rest.indexOf(frameEnd); end >= 0; end = this.#rest.indexOf(frameEnd)) {
      frames.push(this.#rest.subarray(0, end + frameEnd.length));
      this.#rest = this.#rest.subarray(end + frameEnd.length);
    }
    return frames;
  }
}

/** A place between the bytes of the frame's first character that has several; undefined without one. */
export function insideCharacter(frame: Buffer): number | undefined {
  const index = frame.findIndex((byte) => byte >= 0x80 && byte < 0xc0);
  return index < 0 ? undefined : index;
}
