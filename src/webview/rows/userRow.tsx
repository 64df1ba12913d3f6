import type { JSX } from 'preact';
import type { RowView } from '../../protocol/view.ts';
import { Clipped } from '../clipped.tsx';
import { Icon } from '../icon.tsx';
import { Problem } from '../problem.tsx';
import { FileChip } from './fileChip.tsx';
import { PromptActions } from './promptActions.tsx';
import { PromptToolbar } from './promptToolbar.tsx';

type User = Extract<RowView, { kind: 'user' }>;

const stateTexts: Readonly<Record<User['state'], string>> = {
  sent: '',
  sending: 'Sending…',
  queued: 'Queued',
  failed: 'Not sent',
};

export function UserRow({ row }: { readonly row: User }): JSX.Element {
  const stateText = stateTexts[row.state];
  return (
    <article class="row user" data-testid="row-user" data-row-id={row.id} data-state={row.state}>
      <h2 class="visually-hidden">You</h2>
      <div class="bubble" title={new Date(row.at).toLocaleString()}>
        <Clipped text={row.text} place={{ rowId: row.id, field: 'text' }}>
          {(text) => (
            <div class="user-text" data-field="text">
              {text}
            </div>
          )}
        </Clipped>
        {row.files.length > 0 && (
          <div class="files">
            {row.files.map((file, index) => (
              <FileChip key={index} name={file.name} mime={file.mime} />
            ))}
          </div>
        )}
      </div>
      {row.state === 'sent' && <PromptToolbar rowId={row.id} />}
      {stateText && (
        <div class="user-state">
          {row.state !== 'failed' && <Icon name="loading" />}
          <span>{stateText}</span>
        </div>
      )}
      {row.actions && row.actions.length > 0 && (
        <PromptActions rowId={row.id} actions={row.actions} />
      )}
      {row.problem && <Problem problem={row.problem} rowId={row.id} />}
    </article>
  );
}
