import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Activity } from './activity.tsx';
import { EmptyState } from './emptyState.tsx';
import { Icon } from './icon.tsx';
import { useField, usePanel } from './panel.ts';
import { Row } from './rows/row.tsx';
import { useFollowEnd } from './useFollowEnd.ts';

export function Transcript(): JSX.Element {
  const { view } = usePanel();
  const scroller = useRef<HTMLDivElement>(null);
  const { isFollowing, followEnd } = useFollowEnd(scroller);
  const ids = view.rowIds.value;
  // A prompt on its way stands there even before the rest has come.
  const isLoading = (useField('isLoading') ?? false) && ids.length === 0;
  return (
    <div class="transcript-frame">
      <div
        class="transcript"
        data-testid="transcript"
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label="Conversation"
        tabIndex={0}
      >
        <div class="transcript-content">
          {isLoading ? <Loading /> : <Conversation scroller={scroller} ids={ids} />}
          <Activity />
        </div>
      </div>
      {!isFollowing && ids.length > 0 && (
        <button type="button" class="jump" data-testid="jump-to-latest" onClick={followEnd}>
          <Icon name="arrow-down" />
          Jump to latest
        </button>
      )}
    </div>
  );
}

function Loading(): JSX.Element {
  return (
    <p class="transcript-loading" role="status" data-testid="transcript-loading">
      Loading…
    </p>
  );
}

interface ScrollerProps {
  readonly scroller: { readonly current: HTMLDivElement | null };
}

interface ConversationProps extends ScrollerProps {
  readonly ids: readonly string[];
}

function Conversation({ scroller, ids }: ConversationProps): JSX.Element {
  const { view } = usePanel();
  return (
    <>
      <LoadOlder scroller={scroller} />
      {view.isLoaded.value && ids.length === 0 && <EmptyState />}
      {ids.map((id) => (
        <Row key={id} id={id} />
      ))}
    </>
  );
}

function LoadOlder({ scroller }: ScrollerProps): JSX.Element | null {
  const { post } = usePanel();
  if (!useField('hasOlder')) return null;
  return (
    <button
      type="button"
      class="load-older"
      data-testid="load-older"
      onClick={() => {
        // At the very top the browser would not keep the place when rows come above it.
        if (scroller.current?.scrollTop === 0) scroller.current.scrollTop = 1;
        post({ type: 'loadOlder' });
      }}
    >
      Load earlier messages
    </button>
  );
}
