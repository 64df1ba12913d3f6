import type { JSX } from 'preact';
import { Icon } from '../icon.tsx';
import { ToolCard } from '../toolCard.tsx';
import { useOpen } from '../useOpen.ts';
import { exploredText, type PartGroup } from './partGroups.ts';

interface Props {
  readonly group: Extract<PartGroup, { kind: 'explored' }>;
  readonly rowId: string;
}

/** Calls that only looked at something, in one line until somebody wants to see them. */
export function Explored({ group: { id, calls }, rowId }: Props): JSX.Element {
  const [isOpen, toggle] = useOpen(`${rowId}/${id}`, false);
  const running = calls.findLast(({ card }) => card.status !== 'completed')?.card;
  const label = running ? 'Exploring' : 'Explored';
  const text = exploredText(calls);
  return (
    <section class="tool" role="group" aria-label={`${label} ${text}`} data-testid="explored">
      <button type="button" class="tool-head" aria-expanded={isOpen} onClick={toggle}>
        <Icon name={running ? 'loading' : 'search'} />
        <span class="tool-label">{label}</span>
        <span class="tool-title ellipsis">
          {running ? `${text} · ${running.label} ${running.title}` : text}
        </span>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
      </button>
      {isOpen && (
        <div class="tool-body">
          {calls.map((call) => (
            <ToolCard key={call.id} card={call.card} rowId={rowId} partId={call.id} />
          ))}
        </div>
      )}
    </section>
  );
}
