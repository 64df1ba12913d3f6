import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from '../iconButton.tsx';
import { usePanel } from '../panel.ts';
import type { Find, FindProgress } from './find.ts';

/** A pause in typing that is worth a search. */
const pause = 150;
const longestQuery = 200;

export function FindBar(): JSX.Element | null {
  const { find } = usePanel();
  return find.isOpen.value ? <OpenBar /> : null;
}

function OpenBar(): JSX.Element {
  const { find } = usePanel();
  const input = useFocusWhileOpen(find);
  const [text, setText] = useState(find.query.peek());
  useLayoutEffect(() => {
    const timer = setTimeout(() => text === find.query.peek() || find.search(text), pause);
    return () => {
      clearTimeout(timer);
    };
  }, [text, find]);
  return (
    <div
      class="find"
      role="search"
      aria-label="Find in chat"
      data-testid="find-bar"
      onKeyDown={(event) => {
        if (event.key === 'Escape') find.close();
      }}
    >
      <input
        ref={input}
        class="input find-input"
        data-testid="find-input"
        aria-label="Find in chat"
        placeholder="Find"
        maxLength={longestQuery}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.isComposing) return;
          if (text === find.query.peek()) find.step(event.shiftKey ? -1 : 1);
          else find.search(text);
        }}
      />
      <span class="find-count" role="status" data-testid="find-count">
        {countText(find.position.value, find.total.value, find.progress.value)}
      </span>
      <IconButton icon="arrow-up" label="Previous match" onClick={() => find.step(-1)} />
      <IconButton icon="arrow-down" label="Next match" onClick={() => find.step(1)} />
      <IconButton icon="close" label="Close find" onClick={() => find.close()} />
    </div>
  );
}

/** The focus goes to the field, also when the bar is open already, and back to where it was. */
function useFocusWhileOpen(find: Find) {
  const input = useRef<HTMLInputElement>(null);
  const { focusComposer } = usePanel();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const focus = (): void => {
      input.current?.focus();
      input.current?.select();
    };
    focus();
    find.onAskedAgain = focus;
    return () => {
      find.onAskedAgain = undefined;
      const isThere = before instanceof HTMLElement && before !== document.body;
      if (isThere && before.isConnected) before.focus();
      else focusComposer();
    };
  }, [find, focusComposer]);
  return input;
}

function countText(position: number, total: number, progress: FindProgress | undefined): string {
  if (!progress) return '';
  const { searched, isDone, isLimited } = progress;
  const more = isLimited ? '+' : '';
  const count = total === 0 ? '' : `${position} of ${total.toLocaleString()}${more}`;
  if (isDone) return count || 'No results';
  return `${count ? `${count} · ` : ''}${searched.toLocaleString()} messages searched…`;
}
