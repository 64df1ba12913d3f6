import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './iconNames.ts';

interface Props {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly testId?: string | undefined;
  /** For a group of buttons that is one stop of the Tab key. */
  readonly tabIndex?: number | undefined;
}

export function IconButton({ icon, label, onClick, testId, tabIndex }: Props): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      data-testid={testId}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
