import type { TargetedKeyboardEvent } from 'preact';
import { accept } from './completion/accept.ts';
import type { Draft } from './draft.ts';
import { type Panel, useIsBusy, usePanel } from './panel.ts';

type KeyPress = TargetedKeyboardEvent<HTMLTextAreaElement>;

/** Enter sends, Escape stops, the arrows at the edges go through the history; the list goes first. */
export function useKeys(): (event: KeyPress) => void {
  const panel = usePanel();
  const { draft, edit, post } = panel;
  const isBusy = useIsBusy();
  return (event) => {
    if (isComposing(event)) return;
    if (steersList(event, panel)) {
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey) {
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

/** Whether the key was for the list that is open. */
function steersList(event: KeyPress, panel: Panel): boolean {
  const { completion } = panel;
  if (!completion.offer.peek() || event.shiftKey) return false;
  if (event.key === 'ArrowDown') completion.move(1);
  else if (event.key === 'ArrowUp') completion.move(-1);
  else if (event.key === 'Escape') completion.dismiss();
  else if (event.key === 'Enter' || event.key === 'Tab')
    accept(panel, event.currentTarget, completion.choose());
  else return false;
  return true;
}

function recalls({ key, currentTarget }: KeyPress, draft: Draft): boolean {
  const { value, selectionStart, selectionEnd } = currentTarget;
  if (selectionStart !== selectionEnd) return false;
  if (key === 'ArrowUp') return !value.slice(0, selectionStart).includes('\n') && draft.recall(1);
  if (key === 'ArrowDown') return !value.slice(selectionEnd).includes('\n') && draft.recall(-1);
  return false;
}
