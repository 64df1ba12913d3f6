import { placesOf } from '../../protocol/find.ts';

/** The words at their how manieth place in what is drawn, or at the last one that there is. */
export function textRange(within: Element, words: string, ordinal: number): Range | undefined {
  const nodes = textNodes(within);
  const places = placesOf(words, nodes.map(({ data }) => data).join(''));
  const start = places[Math.min(ordinal, places.length - 1)];
  if (start === undefined) return undefined;
  const range = document.createRange();
  const [first, last] = [pointAt(nodes, start), pointAt(nodes, start + words.length - 1)];
  if (!first || !last) return undefined;
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset + 1);
  return range;
}

function textNodes(within: Element): readonly Text[] {
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) nodes.push(node);
  }
  return nodes;
}

function pointAt(nodes: readonly Text[], at: number): { node: Text; offset: number } | undefined {
  let passed = 0;
  for (const node of nodes) {
    if (at < passed + node.length) return { node, offset: at - passed };
    passed += node.length;
  }
  return undefined;
}
