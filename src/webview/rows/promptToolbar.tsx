import type { JSX } from 'preact';
import { useMessageButtons } from './messageButtons.ts';
import { RowToolbar } from './rowToolbar.tsx';

/** What can be done with a prompt that OpenCode has. */
export function PromptToolbar({ rowId }: { readonly rowId: string }): JSX.Element {
  const buttons = useMessageButtons(rowId, [
    { id: 'copy', icon: 'copy', label: 'Copy prompt' },
    { id: 'edit', icon: 'edit', label: 'Change this prompt' },
    { id: 'revert', icon: 'discard', label: 'Take back this prompt and what followed' },
    { id: 'fork', icon: 'git-branch', label: 'Fork the session before this prompt' },
  ]);
  return <RowToolbar label="Prompt" buttons={buttons} />;
}
