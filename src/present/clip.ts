import type { ClippedText } from '../protocol/view.ts';
import { wellFormed } from '../base/honestText.ts';

export interface ClipLimit {
  readonly characters: number;
  readonly lines: number;
}

export const outputLimit: ClipLimit = { characters: 8_000, lines: 200 };
export const diffLimit: ClipLimit = { characters: 20_000, lines: 2_000 };
export const promptLimit: ClipLimit = { characters: 20_000, lines: 2_000 };

export function clipStart(text: string, limit: ClipLimit): ClippedText {
  const cut = text.slice(0, limit.characters);
  const end = lineEnd(cut, limit.lines);
  return clipped(text, end < 0 ? cut : cut.slice(0, end));
}

/** Keeps the end: what a command printed last says most. */
export function clipEnd(text: string, limit: ClipLimit): ClippedText {
  const cut = text.slice(Math.max(0, text.length - limit.characters));
  const start = lineStart(cut, limit.lines);
  return clipped(text, cut.slice(start));
}

function clipped(whole: string, kept: string): ClippedText {
  if (kept.length === whole.length) return { text: whole, total: whole.length, isClipped: false };
  return { text: wellFormed(kept), total: whole.length, isClipped: true };
}

/** Where line number `lines` ends, or -1 when there are not so many. */
function lineEnd(text: string, lines: number): number {
  let index = -1;
  for (let line = 0; line < lines; line += 1) {
    index = text.indexOf('\n', index + 1);
    if (index < 0) return -1;
  }
  return index;
}

/** Where the last `lines` lines start. A closing newline is no line of its own. */
function lineStart(text: string, lines: number): number {
  let index = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let line = 0; line < lines && index >= 0; line += 1) {
    index = index === 0 ? -1 : text.lastIndexOf('\n', index - 1);
  }
  return index + 1;
}
