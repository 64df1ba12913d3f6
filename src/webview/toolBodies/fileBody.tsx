import type { JSX } from 'preact';
import type { ClippedText, FileLink } from '../../protocol/view.ts';
import { FileLinkButton } from './fileLinkButton.tsx';
import { OutputText } from './outputText.tsx';
import type { ToolPlace } from './toolBody.tsx';

interface Props extends ToolPlace {
  readonly file: FileLink | undefined;
  readonly text: ClippedText;
  readonly field: string;
}

export function FileBody({ file, text, field, rowId, partId }: Props): JSX.Element {
  return (
    <>
      {file && (
        <p class="tool-line">
          <FileLinkButton file={file} />
        </p>
      )}
      <OutputText label="Content" text={text} field={field} isFile rowId={rowId} partId={partId} />
    </>
  );
}
