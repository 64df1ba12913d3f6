import type { JSX } from 'preact';
import type { ToolBody } from '../../protocol/view.ts';
import { FileLinkButton } from './fileLinkButton.tsx';
import { OutputText } from './outputText.tsx';
import type { ToolPlace } from './toolBody.tsx';

interface Props extends ToolPlace {
  readonly body: Extract<ToolBody, { kind: 'search' }>;
}

export function SearchBody({ body, rowId, partId }: Props): JSX.Element {
  const more = body.total - body.matches.length;
  if (body.matches.length === 0) {
    return (
      <OutputText label="Output" text={body.output} field="output" rowId={rowId} partId={partId} />
    );
  }
  return (
    <>
      <ul class="matches" data-field="list" tabIndex={0} aria-label={`Matches of ${body.pattern}`}>
        {body.matches.map((file, index) => (
          <li key={index}>
            <FileLinkButton file={file} />
          </li>
        ))}
      </ul>
      {more > 0 && <p class="muted tool-line">and {more} more</p>}
    </>
  );
}
