import type { MessageAction } from '../../protocol/view.ts';
import { useField, usePanel } from '../panel.ts';
import type { RowButton } from './rowToolbar.tsx';

type Button = Omit<RowButton, 'onClick'> & { readonly id: MessageAction };

/** Those of the buttons that can be pressed in this conversation; the host does what they say. */
export function useMessageButtons(rowId: string, buttons: readonly Button[]): RowButton[] {
  const { post, announcer } = usePanel();
  const offers = useField('offers') ?? [];
  return buttons
    .filter(({ id }) => offers.includes(id))
    .map((button) => ({
      ...button,
      onClick: () => {
        post({ type: 'actOnMessage', rowId, action: button.id });
        if (button.id === 'copy') announcer.say('Copied');
      },
    }));
}
