import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './iconNames.ts';

interface Props {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly testId?: string;
}

export function IconButton({ icon, label, onClick, testId }: Props): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      data-testid={testId}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
