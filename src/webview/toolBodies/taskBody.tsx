import type { JSX } from 'preact';
import type { ToolBody } from '../../protocol/view.ts';
import { usePanel } from '../panel.ts';
import { OutputText } from './outputText.tsx';
import type { ToolPlace } from './toolBody.tsx';

interface Props extends ToolPlace {
  readonly body: Extract<ToolBody, { kind: 'task' }>;
}

export function TaskBody({ body, rowId, partId }: Props): JSX.Element {
  const { post } = usePanel();
  const { agent, sessionId, progress, prompt, output } = body;
  const place = { rowId, partId };
  return (
    <>
      <p class="tool-line">
        <span>{agent}</span>
        {progress && <span class="muted">{progress}</span>}
        {sessionId && (
          <button
            type="button"
            class="link-button"
            onClick={() => post({ type: 'openSession', sessionId })}
          >
            Open session
          </button>
        )}
      </p>
      <OutputText label="Prompt" text={prompt} field="prompt" {...place} />
      <OutputText label="Result" text={output} field="output" {...place} />
    </>
  );
}
