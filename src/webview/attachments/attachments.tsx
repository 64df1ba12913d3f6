import type { JSX } from 'preact';
import type { Attachment } from '../../protocol/attachment.ts';
import { Icon } from '../icon.tsx';
import { IconButton } from '../iconButton.tsx';
import { usePanel } from '../panel.ts';

/** What goes along with the prompt, each with a way to take it off again. */
export function Attachments(): JSX.Element | null {
  const { draft, post, focusComposer } = usePanel();
  const files = draft.files.all.value;
  if (files.length === 0) return null;
  return (
    <ul class="files composer-files" aria-label="Attached files" data-testid="attachments">
      {files.map((file) => (
        <li key={file.id} class="chip">
          <Picture file={file} />
          <span class="ellipsis" title={`${file.name} (${file.mime})`}>
            {file.name}
          </span>
          <span class="muted">{sizeText(file.size)}</span>
          <IconButton
            icon="close"
            label={`Remove ${file.name}`}
            onClick={() => {
              draft.files.remove(file.id);
              post({ type: 'forgetFile', fileId: file.id });
              focusComposer();
            }}
          />
        </li>
      ))}
    </ul>
  );
}

/** Its name says the same. */
function Picture({ file }: { readonly file: Attachment }): JSX.Element {
  const isImage = file.mime.startsWith('image/');
  if (isImage && file.preview?.startsWith('data:image/'))
    return <img class="chip-picture" src={file.preview} alt="" />;
  return <Icon name={isImage ? 'file-media' : 'file'} />;
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
