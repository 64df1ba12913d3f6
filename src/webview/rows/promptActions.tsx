import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { RowView } from '../../protocol/view.ts';
import { usePanel } from '../panel.ts';
import { useFocusHandover } from '../useFocusHandover.ts';

interface Props {
  readonly rowId: string;
  readonly actions: NonNullable<Extract<RowView, { kind: 'user' }>['actions']>;
}

/** What can still be done with a prompt that has not left. */
export function PromptActions({ rowId, actions }: Props): JSX.Element {
  const { post } = usePanel();
  const element = useRef<HTMLDivElement>(null);
  useFocusHandover(element);
  return (
    <div class="prompt-actions" ref={element}>
      {actions.map(({ id, label }) => (
        <button
          type="button"
          key={id}
          class="link-button"
          onClick={() => post({ type: 'act', action: id, rowId })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
