import * as z from 'zod/mini';

/** Where a text was found: in a part of a row, in one of its texts, and there the how manieth. */
export const findMatch = z.object({
  rowId: z.string(),
  partId: z.optional(z.string()),
  /** As `data-field` names it in what is drawn: `text`, `title`, `command`, `output`, … */
  field: z.string(),
  ordinal: z.number(),
});
export type FindMatch = z.infer<typeof findMatch>;

/** More are not looked for: nobody steps through them. */
export const mostMatches = 1000;

/** Where the words stand in a text, capitals or not. */
export function placesOf(words: string, text: string): readonly number[] {
  const [needle, hay] = [folded(words), folded(text)];
  const places: number[] = [];
  if (needle === '') return places;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) {
    places.push(at);
  }
  return places;
}

/** In small letters, unless that would shift what follows, as it does with a few of them. */
function folded(text: string): string {
  const small = text.toLowerCase();
  return small.length === text.length ? small : text;
}
