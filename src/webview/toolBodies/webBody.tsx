import type { JSX } from 'preact';
import type { ToolBody } from '../../protocol/view.ts';
import { linkTarget } from '../markdown/links.ts';
import { usePanel } from '../panel.ts';
import { OutputText } from './outputText.tsx';
import type { ToolPlace } from './toolBody.tsx';

interface Props extends ToolPlace {
  readonly body: Extract<ToolBody, { kind: 'web' }>;
}

export function WebBody({ body: { url, output }, rowId, partId }: Props): JSX.Element {
  const { post } = usePanel();
  const target = linkTarget(url);
  return (
    <>
      <p class="tool-line">
        {target.kind === 'url' ? (
          <button
            type="button"
            class="link-button"
            onClick={() => post({ type: 'openLink', url: target.url })}
          >
            {url}
          </button>
        ) : (
          <span>{url}</span>
        )}
      </p>
      <OutputText label="Output" text={output} field="output" rowId={rowId} partId={partId} />
    </>
  );
}
