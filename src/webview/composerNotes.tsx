import type { JSX } from 'preact';
import type { Attachment } from '../protocol/attachment.ts';
import type { ComposerView } from '../protocol/view.ts';
import type { Draft } from './draft.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './iconNames.ts';

interface NoteView {
  readonly id: string;
  readonly icon: IconName;
  readonly text: string;
}

/** What is to be known of the prompt before it is sent. */
export function composerNotes(composer: ComposerView, draft: Draft): readonly NoteView[] {
  const notes: readonly NoteView[] = [
    {
      id: 'composer-note',
      icon: 'info',
      text: draft.refusal.value || composer.blockedReason,
    },
    {
      id: 'composer-mode',
      icon: 'terminal',
      text: isShellLine(draft) ? 'Runs in the shell of the workspace folder.' : '',
    },
    {
      id: 'composer-warning',
      icon: 'info',
      text: unreadWarning(composer, draft.files.all.value),
    },
  ];
  return notes.filter(({ text }) => text !== '');
}

/** As the host reads it: with files it is a prompt like any other. */
export function isShellLine({ text, files }: Draft): boolean {
  return files.all.value.length === 0 && /^!\s*\S/.test(text.value);
}

/** It can be sent all the same: what the catalog says of a model is not always so. */
function unreadWarning({ model, unread }: ComposerView, files: readonly Attachment[]): string {
  const kinds = unread.filter(({ mime }) => files.some((file) => file.mime.startsWith(mime)));
  if (kinds.length === 0) return '';
  return `${model || 'This model'} does not read ${kinds.map(({ label }) => label).join(' or ')}.`;
}

export function Note({ note }: { readonly note: NoteView }): JSX.Element {
  return (
    <p class="composer-note" id={note.id} data-testid={note.id}>
      <Icon name={note.icon} />
      <span>{note.text}</span>
    </p>
  );
}
