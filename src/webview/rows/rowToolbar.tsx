import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useState } from 'preact/hooks';
import { IconButton } from '../iconButton.tsx';
import type { IconName } from '../iconNames.ts';

export interface RowButton {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
}

interface Props {
  readonly label: string;
  readonly buttons: readonly RowButton[];
}

/** What can be done with a row. One stop of the Tab key; the arrows go on from there. */
export function RowToolbar({ label, buttons }: Props): JSX.Element | null {
  const [current, setCurrent] = useState(0);
  const stop = Math.min(current, buttons.length - 1);
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const next = placeAfter(event.key, stop, buttons.length);
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  if (buttons.length === 0) return null;
  return (
    <div class="row-toolbar" role="toolbar" aria-label={label} onKeyDown={onKeyDown}>
      {buttons.map(({ id, icon, label: name, onClick }, index) => (
        <IconButton
          key={id}
          icon={icon}
          label={name}
          testId={`message-${id}`}
          tabIndex={index === stop ? 0 : -1}
          onClick={onClick}
        />
      ))}
    </div>
  );
}

function placeAfter(key: string, current: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (current + 1) % count;
  if (key === 'ArrowLeft') return (current + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}
