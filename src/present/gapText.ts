import type { ReasoningPart, TextPart } from '../model/part.ts';

/**
 * Stands on a line of its own, and in code as well. True whether the stream was lost or the
 * conversation opened late.
 */
const gapMark = '[… some text is still missing here …]';

/** A text that is being written, with a mark wherever pieces of it may be missing until it is whole. */
export function gapText({ text, gaps }: TextPart | ReasoningPart): string {
  if (!gaps) return text;
  const bounds = [0, ...gaps, text.length];
  const pieces = bounds.slice(0, -1).map((start, index) => text.slice(start, bounds[index + 1]));
  return pieces.join(`\n\n${gapMark}\n\n`).trimStart();
}
