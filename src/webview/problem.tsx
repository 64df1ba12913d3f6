import type { JSX } from 'preact';
import type { ProblemView } from '../protocol/view.ts';
import { Icon } from './icon.tsx';
import { usePanel } from './panel.ts';
import { useSpent } from './useSpent.ts';
import { WithCode } from './withCode.tsx';

interface Props {
  readonly problem: ProblemView;
  readonly rowId?: string | undefined;
}

/** What went wrong and what can be done about it. */
export function Problem({ problem, rowId }: Props): JSX.Element {
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
      {problem.actions.length > 0 && <Actions problem={problem} rowId={rowId} />}
    </div>
  );
}

function Actions({ problem, rowId }: Props): JSX.Element {
  const { post } = usePanel();
  const [isSpent, spend] = useSpent(problem);
  const place = rowId === undefined ? {} : { rowId };
  return (
    <div class="buttons">
      {problem.actions.map(({ id, label, isOnce = false }, index) => (
        <button
          type="button"
          key={id}
          class={index === 0 ? 'button' : 'button button-secondary'}
          disabled={isOnce && isSpent}
          onClick={() => {
            if (isOnce) spend();
            post({ type: 'act', action: id, ...place });
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
