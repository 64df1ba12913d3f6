import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RowView } from '../../protocol/view.ts';
import { usePanel } from '../panel.ts';
import { Problem } from '../problem.tsx';
import { unknownKind } from '../unknownKind.ts';
import { AssistantRow } from './assistantRow.tsx';
import { NoticeRow } from './noticeRow.tsx';
import { RowBoundary } from './rowBoundary.tsx';
import { UserRow } from './userRow.tsx';

/** Redrawn when its own row changes, never because another one did. */
export function Row({ id }: { readonly id: string }): JSX.Element | null {
  const panel = usePanel();
  const row = useMemo(() => panel.view.row(id), [panel, id])?.value;
  if (!row) return null;
  return (
    <RowBoundary row={row} panel={panel}>
      <RowContent row={row} />
    </RowBoundary>
  );
}

function RowContent({ row }: { readonly row: RowView }): JSX.Element {
  switch (row.kind) {
    case 'user':
      return <UserRow row={row} />;
    case 'assistant':
      return <AssistantRow row={row} />;
    case 'notice':
      return <NoticeRow row={row} />;
    case 'problem':
      return (
        <div class="row">
          <Problem problem={row.problem} rowId={row.id} />
        </div>
      );
    default:
      return unknownKind(row);
  }
}
