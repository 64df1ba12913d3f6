import type { JSX } from 'preact';
import type { ProblemView } from '../protocol/view.ts';
import { Icon } from './icon.tsx';
import { usePanel } from './panel.ts';
import { WithCode } from './withCode.tsx';

interface Props {
  readonly problem: ProblemView;
  readonly rowId?: string;
}

/** What went wrong and what can be done about it. */
export function Problem({ problem, rowId }: Props): JSX.Element {
  const { post } = usePanel();
  const place = rowId === undefined ? {} : { rowId };
  return (
    <div class="problem" role="group" aria-label={`Problem: ${problem.title}`}>
      <div class="problem-title">
        <Icon name="error" />
        <span>
          <WithCode text={problem.title} />
        </span>
      </div>
      {problem.detail && (
        <pre class="output problem-detail" tabIndex={0} aria-label="Details">
          {problem.detail}
        </pre>
      )}
      {problem.actions.length > 0 && (
        <div class="buttons">
          {problem.actions.map(({ id, label }, index) => (
            <button
              type="button"
              key={id}
              class={index === 0 ? 'button' : 'button button-secondary'}
              onClick={() => post({ type: 'act', action: id, ...place })}
            >
              {label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
