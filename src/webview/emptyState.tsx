import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import { usePanel } from './panel.ts';

const examples = [
  'Explain how this project is built and where to start reading.',
  'Find a bug in the code I changed last and fix it.',
  'Write tests for the part that has none.',
];

export function EmptyState(): JSX.Element {
  const { draft, focusComposer } = usePanel();
  return (
    <section class="empty" data-testid="empty-state" aria-label="A new session">
      <Icon name="comment-discussion" />
      <h2>Work with OpenCode</h2>
      <p>
        OpenCode reads this folder, edits files and runs commands to do what you ask. What it does
        appears here as it happens.
      </p>
      <ul class="examples">
        {examples.map((example) => (
          <li key={example}>
            <button
              type="button"
              class="example"
              onClick={() => {
                draft.edit(example);
                focusComposer();
              }}
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
      <p class="muted">
        It asks before it edits a file or runs a command, unless your OpenCode configuration decides
        otherwise.
      </p>
    </section>
  );
}
