import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import { usePanel } from './panel.ts';

/** Says that the composer holds an earlier prompt, with the way out. */
export function EditNote(): JSX.Element | null {
  const { edit, focusComposer } = usePanel();
  if (!edit.isActive.value) return null;
  const giveUp = () => {
    edit.cancel();
    focusComposer();
  };
  return (
    <div class="composer-note" data-testid="edit-note">
      <Icon name="edit" />
      <span>
        Editing an earlier prompt. Sending it asks before anything is taken back.{' '}
        <button type="button" class="link-button" title="Give it up (Escape)" onClick={giveUp}>
          Cancel
        </button>
      </span>
    </div>
  );
}
