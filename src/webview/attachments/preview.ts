import { maxPreviewLength } from '../../protocol/attachment.ts';

const side = 48;

/** A small picture of an image; nothing for what is none, whatever it calls itself. */
export async function previewOf(file: File): Promise<string | undefined> {
  if (!file.type.startsWith('image/')) return undefined;
  try {
    const image = await createImageBitmap(file);
    const url = drawn(image);
    image.close();
    return url.length <= maxPreviewLength ? url : undefined;
  } catch {
    // The host looks at its bytes and says what is wrong.
    return undefined;
  }
}

/** Its middle, as a square. */
function drawn(image: ImageBitmap): string {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const short = Math.min(image.width, image.height);
  const [left, top] = [(image.width - short) / 2, (image.height - short) / 2];
  canvas.getContext('2d')?.drawImage(image, left, top, short, short, 0, 0, side, side);
  return canvas.toDataURL();
}
