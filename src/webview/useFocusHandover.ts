import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { usePanel } from './panel.ts';

/** When the element goes away with the focus in it, the composer gets the focus. */
export function useFocusHandover(element: RefObject<HTMLElement | null>): void {
  const { focusComposer } = usePanel();
  useLayoutEffect(() => {
    const current = element.current;
    return () => {
      if (current?.contains(document.activeElement)) focusComposer();
    };
  }, [element, focusComposer]);
}
