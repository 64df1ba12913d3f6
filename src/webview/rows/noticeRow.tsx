import type { JSX } from 'preact';
import type { RowView } from '../../protocol/view.ts';
import { Icon } from '../icon.tsx';
import { isIconName } from '../iconNames.ts';
import { PromptActions } from './promptActions.tsx';

interface Props {
  readonly row: Extract<RowView, { kind: 'notice' }>;
}

/** A mark across the transcript, with what can be done about it. */
export function NoticeRow({ row }: Props): JSX.Element {
  const { id, icon, text, actions = [] } = row;
  return (
    <div class="row notice" role="note" data-testid="row-notice">
      <Icon name={isIconName(icon) ? icon : 'info'} />
      <span>{text}</span>
      {actions.length > 0 && <PromptActions rowId={id} actions={actions} />}
    </div>
  );
}
