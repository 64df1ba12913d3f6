import type { JSX } from 'preact';
import type { ToolCard as Card } from '../protocol/view.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './iconNames.ts';
import { durationText, useNow } from './time.ts';
import { ToolBody } from './toolBodies/toolBody.tsx';
import { useOpen } from './useOpen.ts';

interface Props {
  readonly card: Card;
  readonly rowId: string;
  readonly partId: string;
}

export function ToolCard({ card, rowId, partId }: Props): JSX.Element {
  const [isOpen, toggle] = useOpen(`${rowId}/${partId}`, isOpenAtFirst(card));
  return (
    <section
      class="tool"
      role="group"
      aria-label={`${card.label} ${card.title}`}
      data-testid="tool-card"
      data-tool={card.tool}
      data-status={card.status}
      data-part-id={partId}
    >
      <button type="button" class="tool-head" aria-expanded={isOpen} onClick={toggle}>
        <Icon name={iconOf(card)} />
        <span class="tool-label">{card.label}</span>
        <span
          class={`tool-title ellipsis${card.body.kind === 'bash' ? ' is-code' : ''}`}
          data-field="title"
        >
          {card.title}
        </span>
        <Facts card={card} />
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
      </button>
      {isOpen && (
        <div class="tool-body">
          {card.error && (
            <pre class="output tool-error" tabIndex={0} aria-label="Error">
              {card.error}
            </pre>
          )}
          <ToolBody body={card.body} status={card.status} rowId={rowId} partId={partId} />
        </div>
      )}
    </section>
  );
}

function isOpenAtFirst({ body, status }: Card): boolean {
  if (status === 'error' || body.kind === 'edit' || body.kind === 'todo') return true;
  if (body.kind === 'write' && body.problems) return true;
  return body.kind === 'bash' && status === 'running';
}

const icons: Readonly<Record<Card['body']['kind'], IconName>> = {
  bash: 'terminal',
  read: 'file',
  write: 'new-file',
  edit: 'edit',
  search: 'search',
  todo: 'checklist',
  task: 'hubot',
  web: 'globe',
  question: 'question',
  other: 'tools',
};

function iconOf({ status, body }: Card): IconName {
  if (status === 'running' || status === 'pending') return 'loading';
  if (status === 'waiting') return 'shield';
  if (status === 'error') return 'error';
  return status === 'interrupted' ? 'circle-slash' : icons[body.kind];
}

function Facts({ card }: { readonly card: Card }): JSX.Element {
  const { body, status } = card;
  return (
    <span class="tool-facts">
      {body.kind === 'edit' && body.diff && (
        <>
          <span class="added">+{body.diff.additions}</span>
          <span class="removed">−{body.diff.deletions}</span>
        </>
      )}
      {(body.kind === 'edit' || body.kind === 'write') && body.problems && (
        <span class="failed">{errorsText(body.problems.total)}</span>
      )}
      {body.kind === 'search' && status === 'completed' && <span>{body.total} found</span>}
      {body.kind === 'bash' && body.exitCode ? <span>exit {body.exitCode}</span> : null}
      <Duration card={card} />
    </span>
  );
}

function errorsText(count: number): string {
  return count === 1 ? '1 error' : `${count} errors`;
}

/** Short work needs no figure. */
const worthTelling = 1000;

function Duration({ card }: { readonly card: Card }): JSX.Element | null {
  const isRunning = card.status === 'running' && card.startedAt !== undefined;
  const now = useNow(isRunning);
  const ms = isRunning ? now - (card.startedAt ?? now) : (card.durationMs ?? 0);
  if (card.status === 'waiting') return <span>waiting for you</span>;
  return ms < worthTelling ? null : <span>{durationText(ms)}</span>;
}
