import type { JSX } from 'preact';
import { usePanel } from '../panel.ts';
import { RowToolbar } from './rowToolbar.tsx';

/** What can be done with a prompt that OpenCode has. */
export function PromptToolbar({ rowId }: { readonly rowId: string }): JSX.Element {
  const { post, announcer } = usePanel();
  const copy = () => {
    post({ type: 'actOnMessage', rowId, action: 'copy' });
    announcer.say('Copied');
  };
  const buttons = [{ id: 'copy', icon: 'copy', label: 'Copy prompt', onClick: copy }] as const;
  return <RowToolbar label="Prompt" buttons={buttons} />;
}
