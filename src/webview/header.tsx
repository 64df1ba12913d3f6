import type { JSX } from 'preact';
import { HeaderState } from './headerState.tsx';
import { Icon } from './icon.tsx';
import { IconButton } from './iconButton.tsx';
import { useField, usePanel } from './panel.ts';

export function Header(): JSX.Element | null {
  const { post, find } = usePanel();
  const header = useField('header');
  if (!header) return null;
  const { chat, title, root, usage, parent } = header;
  return (
    <header class="header">
      {parent && (
        <button
          type="button"
          class="header-parent"
          onClick={() => {
            post({ type: 'openSession', sessionId: parent.sessionId });
          }}
        >
          <Icon name="arrow-left" />
          <span class="visually-hidden">Back to </span>
          <span class="ellipsis">{parent.title}</span>
        </button>
      )}
      <div class="header-line">
        <h1 class="header-title ellipsis" data-testid="header-title" title={title}>
          {title}
        </h1>
        <span class="header-root ellipsis" title={root}>
          {root}
        </span>
        {chat && !parent && (
          <IconButton
            icon="fold"
            label="Compact session"
            testId="compact-session"
            onClick={() => post({ type: 'act', action: 'compactSession' })}
          />
        )}
        <IconButton icon="add" label="New session" onClick={() => post({ type: 'newSession' })} />
        <IconButton icon="search" label="Find in chat" onClick={() => find.open()} />
        <IconButton
          icon="history"
          label="Show sessions"
          onClick={() => post({ type: 'showSessions' })}
        />
      </div>
      <div class="header-facts">
        <HeaderState />
        {usage && <span class="header-usage">{usage}</span>}
      </div>
    </header>
  );
}
