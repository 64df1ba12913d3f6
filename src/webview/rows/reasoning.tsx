import type { JSX } from 'preact';
import type { PartView } from '../../protocol/view.ts';
import { Icon } from '../icon.tsx';
import { MarkdownView } from '../markdown/markdownView.tsx';
import { durationText } from '../time.ts';
import { useOpen } from '../useOpen.ts';

type ReasoningPart = Extract<PartView, { kind: 'reasoning' }>;

interface Props {
  readonly part: ReasoningPart;
  readonly rowId: string;
}

export function Reasoning({ part, rowId }: Props): JSX.Element {
  const [isOpen, toggle] = useOpen(`${rowId}/${part.id}`, false);
  return (
    <section class="reasoning" data-part-id={part.id}>
      <button type="button" class="disclosure" aria-expanded={isOpen} onClick={toggle}>
        <Icon name={part.isDone ? 'thinking' : 'loading'} />
        <span>{labelOf(part)}</span>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
      </button>
      {isOpen && (
        <div class="reasoning-body">
          <MarkdownView text={part.text} isDone={part.isDone} />
        </div>
      )}
    </section>
  );
}

function labelOf({ isDone, durationMs }: ReasoningPart): string {
  if (!isDone) return 'Thinking…';
  return durationMs === undefined ? 'Thought' : `Thought for ${durationText(durationMs)}`;
}
