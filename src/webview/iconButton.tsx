import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './iconNames.ts';

interface Props {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly testId?: string;
  readonly isDisabled?: boolean;
}

export function IconButton({ icon, label, onClick, testId, isDisabled }: Props): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      data-testid={testId}
      disabled={isDisabled ?? false}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
