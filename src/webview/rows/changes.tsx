import type { JSX } from 'preact';
import type { TurnChanges } from '../../protocol/view.ts';
import { Icon } from '../icon.tsx';
import { usePanel } from '../panel.ts';
import { FileLinkButton } from '../toolBodies/fileLinkButton.tsx';
import { useOpen } from '../useOpen.ts';

interface Props {
  readonly changes: TurnChanges;
  readonly rowId: string;
}

/** What the turn has changed, all files together. */
export function Changes({ changes, rowId }: Props): JSX.Element {
  const { post } = usePanel();
  const [isOpen, toggle] = useOpen(`${rowId}/changes`, false);
  const { files, total, additions, deletions } = changes;
  const label = total === 1 ? '1 changed file' : `${total} changed files`;
  return (
    <section class="tool" role="group" aria-label={label} data-testid="turn-changes">
      <button type="button" class="tool-head" aria-expanded={isOpen} onClick={toggle}>
        <Icon name="diff" />
        <span class="tool-label">{label}</span>
        <Counts additions={additions} deletions={deletions} />
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
      </button>
      {isOpen && (
        <div class="tool-body">
          <ul class="matches" aria-label="Changed files">
            {files.map((changed) => (
              <li key={changed.file.path} class="changed-file">
                <FileLinkButton file={changed.file} />
                <Counts additions={changed.additions} deletions={changed.deletions} />
              </li>
            ))}
          </ul>
          {total > files.length && <p class="muted tool-line">and {total - files.length} more</p>}
          <p class="tool-line">
            <button
              type="button"
              class="link-button"
              onClick={() => post({ type: 'openChanges', rowId })}
            >
              Open changes
            </button>
          </p>
        </div>
      )}
    </section>
  );
}

type CountsProps = Pick<TurnChanges, 'additions' | 'deletions'>;

function Counts({ additions, deletions }: CountsProps): JSX.Element {
  return (
    <span class="tool-facts">
      <span class="added">+{additions}</span>
      <span class="removed">−{deletions}</span>
    </span>
  );
}
