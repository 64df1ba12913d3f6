import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useField, usePanel } from './panel.ts';

const nearEnd = 24;

interface Following {
  readonly isFollowing: boolean;
  readonly followEnd: () => void;
}

/** Keeps the end in sight while the reader is there, and only then. */
export function useFollowEnd(scroller: RefObject<HTMLElement | null>): Following {
  const { saved, view } = usePanel();
  const isLoading = useMemo(() => view.field('isLoading'), [view]);
  const [isFollowing, setFollowing] = useState(saved.scrollTop === undefined);
  const following = useRef(isFollowing);
  const follow = (isNow: boolean): void => {
    following.current = isNow;
    setFollowing(isNow);
  };
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    return watchScroll(element, {
      startTop: saved.scrollTop,
      hasRows: () => view.rowIds.peek().length > 0 && !isLoading.peek(),
      isFollowing: () => following.current,
      onMove: (isAtEnd) => {
        follow(isAtEnd);
        saved.setScrollTop(isAtEnd ? undefined : element.scrollTop);
      },
    });
  }, [scroller, saved, view, isLoading]);
  const followEnd = (): void => {
    follow(true);
    saved.setScrollTop(undefined);
    const isEmpty = view.rowIds.peek().length === 0;
    scroller.current?.scrollTo({ top: isEmpty ? 0 : scroller.current.scrollHeight });
  };
  const key = useField('composer')?.draftKey;
  const shownKey = useRef(key);
  useEffect(() => {
    // Another session has another end; the first one is where a reload left it.
    if (shownKey.current !== undefined && shownKey.current !== key) followEnd();
    shownKey.current = key;
  }, [key]);
  return { isFollowing, followEnd };
}

interface Watch {
  readonly startTop: number | undefined;
  /** An empty transcript explains itself from the top, and one that loads has no place yet. */
  readonly hasRows: () => boolean;
  readonly isFollowing: () => boolean;
  readonly onMove: (isAtEnd: boolean) => void;
}

function watchScroll(element: HTMLElement, watch: Watch): () => void {
  const { startTop, hasRows, isFollowing, onMove } = watch;
  let restoreTo = startTop;
  let lastTop = element.scrollTop;
  const onScroll = (): void => {
    const isUp = element.scrollTop < lastTop;
    lastTop = element.scrollTop;
    if (!hasRows()) return;
    const isAtEnd = element.scrollHeight - element.clientHeight - lastTop <= nearEnd;
    // Growth alone also leaves the end behind; only a move upwards is the reader's.
    if (isAtEnd || isUp || !isFollowing()) onMove(isAtEnd);
  };
  const onResize = (): void => {
    if (!hasRows()) return;
    if (isFollowing()) element.scrollTop = element.scrollHeight;
    else if (element.scrollHeight <= element.clientHeight) onMove(true);
    else if (restoreTo !== undefined && element.scrollHeight > element.clientHeight) {
      element.scrollTop = restoreTo;
      restoreTo = undefined;
    }
  };
  const observer = new ResizeObserver(onResize);
  observer.observe(element);
  if (element.firstElementChild) observer.observe(element.firstElementChild);
  element.addEventListener('scroll', onScroll, { passive: true });
  return () => {
    observer.disconnect();
    element.removeEventListener('scroll', onScroll);
  };
}
