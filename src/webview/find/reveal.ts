import type { FindMatch } from '../../protocol/find.ts';
import type { Panel } from '../panel.ts';
import { textRange } from './textRange.ts';
import { rowOf, unfold } from './unfold.ts';

const markName = 'found';
const every = 50;
/** Very early messages are many pages away; one that was deleted meanwhile never comes. */
const patienceForRow = 120_000;
/** Until then a card may still be drawn or a text arrive; afterwards the whole of it is marked. */
const patienceForText = 1500;
/** A mark is set anew where colours or a longer text have replaced what it stood on. */
const watchedFor = 1000;
/** What is drawn only when it is seen has its places a moment later. Then the reader scrolls. */
const scrollsFor = 4;

/** Brings matches into sight: loads, opens, scrolls and marks, as each becomes possible. */
export class Reveal {
  readonly #panel: () => Panel;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(panel: () => Panel) {
    this.#panel = panel;
  }

  show(match: FindMatch | undefined, query: string): void {
    clearTimeout(this.#timer);
    CSS.highlights.delete(markName);
    if (!match) return;
    const panel = this.#panel();
    if (!rowOf(panel, match)) panel.post({ type: 'loadRow', rowId: match.rowId });
    this.#whenLoaded(match, query, patienceForRow);
  }

  #whenLoaded(match: FindMatch, query: string, patience: number): void {
    const panel = this.#panel();
    const row = rowOf(panel, match);
    if (!row) {
      if (patience > 0) this.#again(() => this.#whenLoaded(match, query, patience - every));
      return;
    }
    unfold(panel, row, match);
    this.#mark({ match, query, rowId: row.id, scrolls: scrollsFor, waited: 0 });
  }

  #mark(state: Marking): void {
    const { match, query, rowId, waited } = state;
    const element = elementOf(match, rowId);
    const range = element && textRange(element, query, match.ordinal);
    const given = range ?? (element && waited >= patienceForText ? contentOf(element) : undefined);
    if (given) mark(given, state.scrolls);
    const scrolls = given ? state.scrolls - 1 : state.scrolls;
    if (waited >= patienceForText + watchedFor) return;
    this.#again(() => this.#mark({ ...state, scrolls, waited: waited + every }));
  }

  #again(work: () => void): void {
    this.#timer = setTimeout(work, every);
  }
}

interface Marking {
  readonly match: FindMatch;
  readonly query: string;
  readonly rowId: string;
  readonly scrolls: number;
  readonly waited: number;
}

function elementOf({ partId, field }: FindMatch, rowId: string): Element | undefined {
  const row = document.querySelector(`[data-row-id="${CSS.escape(rowId)}"]`);
  const part = partId ? row?.querySelector(`[data-part-id="${CSS.escape(partId)}"]`) : row;
  const named = `[data-field="${CSS.escape(field)}"]`;
  return (part?.matches(named) ? part : part?.querySelector(named)) ?? undefined;
}

function contentOf(element: Element): Range {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range;
}

function mark(range: Range, scrolls: number): void {
  CSS.highlights.set(markName, new Highlight(range));
  if (scrolls <= 0) return;
  const element = range.startContainer.parentElement;
  // A row that is not drawn yet has no places in it: it comes into sight first.
  if (scrolls === scrollsFor)
    element?.closest('[data-row-id]')?.scrollIntoView({ block: 'nearest' });
  for (let box = element; box; box = box.parentElement) centre(range, box);
}

/** Scrolls a box only where the mark is not to be seen in it. */
function centre(range: Range, box: Element): void {
  if (box.scrollHeight <= box.clientHeight) return;
  const { top, bottom } = range.getBoundingClientRect();
  const seen = box.getBoundingClientRect();
  if (top >= seen.top && bottom <= seen.bottom) return;
  box.scrollTop += (top + bottom) / 2 - (seen.top + seen.bottom) / 2;
}
