import type { TextSpan } from '../model/prompt.ts';

/** `@name` in a prompt, as it stands there. */
export interface Mention {
  readonly name: string;
  /** From 1, the last one included. */
  readonly lines?: LineSpan | undefined;
  readonly span: TextSpan;
}

export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** At the start of a word: what an address or a decorator's argument holds is none. */
const mark = /(?<=^|[\s([{])@(?:"([^"\n]+)"(#L\d+(?:-L?\d+)?)?|([^\s"]+))/g;
const lineMark = /#L(\d+)(?:-L?(\d+))?$/;
/** What ends a sentence does not belong to what it mentions. */
const sentenceEnd = /[.,;:!?)\]}'"]+$/;

export function mentionsIn(text: string): readonly Mention[] {
  return [...text.matchAll(mark)].flatMap((match) => {
    const [whole, quoted, quotedLines = '', plain = ''] = match;
    const value = quoted === undefined ? whole.replace(sentenceEnd, '') : whole;
    const named = quoted === undefined ? plain.replace(sentenceEnd, '') : quoted + quotedLines;
    const lines = linesOf(named);
    const name = lines ? named.replace(lineMark, '') : named;
    const span = { value, start: match.index, end: match.index + value.length };
    return name === '' ? [] : [{ name, ...(lines ? { lines } : {}), span }];
  });
}

/** How a name is mentioned; nothing for one that cannot be written so that it is found again. */
export function mentionOf(name: string, lines?: LineSpan): string | undefined {
  if (/["\n]/.test(name)) return undefined;
  const written = /\s/.test(name) || sentenceEnd.test(name) ? `@"${name}"` : `@${name}`;
  if (!lines) return written;
  const { first, last } = lines;
  return `${written}#L${first}${last === first ? '' : `-${last}`}`;
}

function linesOf(name: string): LineSpan | undefined {
  const [, from, to] = lineMark.exec(name) ?? [];
  if (from === undefined) return undefined;
  const ends = [Number(from), Number(to ?? from)];
  return { first: Math.max(1, Math.min(...ends)), last: Math.max(1, ...ends) };
}
