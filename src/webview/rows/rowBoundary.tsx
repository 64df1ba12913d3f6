import { Component, type ComponentChildren } from 'preact';
import type { RowView } from '../../protocol/view.ts';
import { copyText } from '../clipboard.ts';
import { Icon } from '../icon.tsx';
import type { Panel } from '../panel.ts';

interface Props {
  readonly row: RowView;
  readonly panel: Panel;
  readonly children: ComponentChildren;
}

interface State {
  readonly failed: boolean;
}

/** One row that cannot be drawn must not take the conversation with it. */
export class RowBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static override getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render({ row, panel, children }: Props, { failed }: State): ComponentChildren {
    if (!failed) return children;
    return (
      <div class="row problem" role="note">
        <div class="problem-title">
          <Icon name="error" />
          <span>This message could not be shown.</span>
        </div>
        <div class="buttons">
          <button
            type="button"
            class="button button-secondary"
            onClick={() => {
              copyText(panel, JSON.stringify(row, undefined, 2));
            }}
          >
            Copy raw
          </button>
        </div>
      </div>
    );
  }
}
