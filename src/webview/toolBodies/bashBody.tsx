import type { JSX } from 'preact';
import type { ToolBody } from '../../protocol/view.ts';
import { OutputText } from './outputText.tsx';
import type { ToolPlace } from './toolBody.tsx';

interface Props extends ToolPlace {
  readonly body: Extract<ToolBody, { kind: 'bash' }>;
  readonly isRunning: boolean;
}

export function BashBody({ body, isRunning, rowId, partId }: Props): JSX.Element {
  return (
    <>
      <pre class="command" tabIndex={0} aria-label="Command">
        <span class="muted">$ </span>
        <span data-field="command">{body.command}</span>
      </pre>
      <OutputText
        label="Output"
        text={body.output}
        field="output"
        isLive={isRunning}
        rowId={rowId}
        partId={partId}
      />
      {!isRunning && !body.output.text && <p class="muted tool-line">No output</p>}
    </>
  );
}
