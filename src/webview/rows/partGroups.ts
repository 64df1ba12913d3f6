import type { PartView, ToolCard } from '../../protocol/view.ts';

export type ToolPartView = Extract<PartView, { kind: 'tool' }>;

/** A part as it is, or several calls in a row that only looked at something. */
export type PartGroup =
  | { readonly kind: 'part'; readonly part: PartView }
  | { readonly kind: 'explored'; readonly id: string; readonly calls: readonly ToolPartView[] };

const nouns: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ['read', ['read', 'reads']],
  ['grep', ['search', 'searches']],
  ['glob', ['search', 'searches']],
  ['list', ['listing', 'listings']],
  ['webfetch', ['page', 'pages']],
]);

/** What failed, waits or was stopped stands for itself: it must be seen. */
function isQuiet({ tool, status }: ToolCard): boolean {
  return nouns.has(tool) && status !== 'error' && status !== 'waiting' && status !== 'interrupted';
}

/** The parts of an answer in order; two or more quiet calls side by side become one group. */
export function partGroups(parts: readonly PartView[]): readonly PartGroup[] {
  const groups: PartGroup[] = [];
  let calls: ToolPartView[] = [];
  const end = (): void => {
    const [first] = calls;
    if (first && calls.length > 1) groups.push({ kind: 'explored', id: groupId(first.id), calls });
    else groups.push(...calls.map((part) => ({ kind: 'part', part }) as const));
    calls = [];
  };
  for (const part of parts) {
    if (part.kind === 'tool' && isQuiet(part.card)) {
      calls.push(part);
      continue;
    }
    end();
    groups.push({ kind: 'part', part });
  }
  end();
  return groups;
}

function groupId(firstPartId: string): string {
  return `explored:${firstPartId}`;
}

/** "3 reads, 2 searches" */
export function exploredText(calls: readonly ToolPartView[]): string {
  const counts = new Map<readonly [string, string], number>();
  for (const { card } of calls) {
    const noun = nouns.get(card.tool === 'glob' ? 'grep' : card.tool);
    if (noun) counts.set(noun, (counts.get(noun) ?? 0) + 1);
  }
  return [...counts]
    .map(([[one, many], count]) => `${count} ${count === 1 ? one : many}`)
    .join(', ');
}
