import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PartView, RowView } from '../../protocol/view.ts';
import { Icon } from '../icon.tsx';
import { MarkdownView } from '../markdown/markdownView.tsx';
import { usePanel } from '../panel.ts';
import { Problem } from '../problem.tsx';
import { ToolCard } from '../toolCard.tsx';
import { unknownKind } from '../unknownKind.ts';
import { Changes } from './changes.tsx';
import { Explored } from './explored.tsx';
import { AnswerToolbar } from './answerToolbar.tsx';
import { FileChip } from './fileChip.tsx';
import { partGroups } from './partGroups.ts';
import { Reasoning } from './reasoning.tsx';

type Assistant = Extract<RowView, { kind: 'assistant' }>;

export function AssistantRow({ row }: { readonly row: Assistant }): JSX.Element {
  useAnnouncement(row);
  return (
    <article
      class="row assistant"
      data-testid="row-assistant"
      data-row-id={row.id}
      data-done={row.isDone}
    >
      <h2 class="visually-hidden">OpenCode</h2>
      {partGroups(row.parts).map((group) =>
        group.kind === 'part' ? (
          <Part key={group.part.id} part={group.part} rowId={row.id} />
        ) : (
          <Explored key={group.id} group={group} rowId={row.id} />
        ),
      )}
      {row.isInterrupted && (
        <div class="stopped">
          <Icon name="circle-slash" />
          <span>Stopped</span>
        </div>
      )}
      {row.problem && <Problem problem={row.problem} rowId={row.id} />}
      {row.changes && <Changes changes={row.changes} rowId={row.id} />}
      {row.isDone && <Footer row={row} />}
    </article>
  );
}

/** A part that did not change is not drawn again: the same element means the same drawing. */
function Part({ part, rowId }: { readonly part: PartView; readonly rowId: string }): JSX.Element {
  return useMemo(() => <PartContent part={part} rowId={rowId} />, [part, rowId]);
}

interface PartProps {
  readonly part: PartView;
  readonly rowId: string;
}

function PartContent({ part, rowId }: PartProps): JSX.Element {
  switch (part.kind) {
    case 'text':
      return <MarkdownView text={part.text} isDone={part.isDone} partId={part.id} />;
    case 'reasoning':
      return <Reasoning part={part} rowId={rowId} />;
    case 'tool':
      return <ToolCard card={part.card} rowId={rowId} partId={part.id} />;
    case 'file':
      return (
        <div class="files">
          <FileChip name={part.name} mime={part.mime} />
        </div>
      );
    default:
      return unknownKind(part);
  }
}

function Footer({ row }: { readonly row: Assistant }): JSX.Element | null {
  const text = textOf(row);
  const facts = [row.agent, row.model, row.usage].filter(
    (fact) => fact !== undefined && fact !== '',
  );
  if (!text && facts.length === 0) return null;
  return (
    <footer class="row-footer">
      {text && <AnswerToolbar rowId={row.id} />}
      <span class="muted">{facts.join(' · ')}</span>
    </footer>
  );
}

/** Read out once, when it is whole; an answer that was whole when it came is history. */
function useAnnouncement(row: Assistant): void {
  const { announcer } = usePanel();
  const wasDone = useRef(row.isDone);
  useEffect(() => {
    if (row.isDone && !wasDone.current) announcer.say(`OpenCode: ${textOf(row) || 'done'}`);
    wasDone.current = row.isDone;
  }, [row, announcer]);
}

function textOf(row: Assistant): string {
  return row.parts
    .map((part) => (part.kind === 'text' ? part.text : ''))
    .filter((text) => text !== '')
    .join('\n\n');
}
