import type { JSX } from 'preact';
import type { ToolBody } from '../../protocol/view.ts';
import { Diff } from '../diff.tsx';
import { usePanel } from '../panel.ts';
import { FileLinkButton } from './fileLinkButton.tsx';
import { FileProblems } from './fileProblems.tsx';
import type { ToolPlace } from './toolBody.tsx';

interface Props extends ToolPlace {
  readonly body: Extract<ToolBody, { kind: 'edit' }>;
}

export function EditBody({ body: { file, diff, problems }, rowId, partId }: Props): JSX.Element {
  const { post } = usePanel();
  return (
    <>
      <p class="tool-line">
        {file && <FileLinkButton file={file} />}
        {diff && (
          <button
            type="button"
            class="link-button"
            onClick={() => post({ type: 'openDiff', rowId, partId })}
          >
            Open diff
          </button>
        )}
      </p>
      {diff && <Diff diff={diff} place={{ rowId, partId, field: 'patch' }} />}
      {problems && <FileProblems problems={problems} />}
    </>
  );
}
