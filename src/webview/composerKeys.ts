import type { TargetedKeyboardEvent } from 'preact';
import type { Draft } from './draft.ts';
import { useIsBusy, usePanel } from './panel.ts';

type KeyPress = TargetedKeyboardEvent<HTMLTextAreaElement>;

/** Enter sends, Escape stops, the arrows at the edges go through the history. */
export function useKeys(): (event: KeyPress) => void {
  const { draft, edit, post } = usePanel();
  const isBusy = useIsBusy();
  return (event) => {
    if (isComposing(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      event.currentTarget.form?.requestSubmit();
    } else if (event.key === 'Escape') {
      if (!edit.cancel() && isBusy) post({ type: 'stop' });
    } else if (recalls(event, draft)) {
      event.preventDefault();
    }
  };
}

/** While an input method composes, its keys are its own; some browsers say so by 229 only. */
function isComposing(event: KeyPress): boolean {
  return event.isComposing || event.keyCode === 229;
}

function recalls({ key, currentTarget }: KeyPress, draft: Draft): boolean {
  const { value, selectionStart, selectionEnd } = currentTarget;
  if (selectionStart !== selectionEnd) return false;
  if (key === 'ArrowUp') return !value.slice(0, selectionStart).includes('\n') && draft.recall(1);
  if (key === 'ArrowDown') return !value.slice(selectionEnd).includes('\n') && draft.recall(-1);
  return false;
}
