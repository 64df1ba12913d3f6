import type { Panel } from '../panel.ts';
import type { Draft } from '../draft.ts';
import type { Choice } from './completion.ts';
import { triggerAt } from './trigger.ts';

/** Puts what was chosen where it was typed; the caret goes behind it and a space. */
export function accept(
  { draft }: Pick<Panel, 'draft'>,
  input: HTMLTextAreaElement,
  choice: Choice | undefined,
): void {
  if (!choice) return;
  const { item, trigger } = choice;
  const { start, end, sign, query } = trigger;
  // The host may have put another text here meanwhile.
  if (triggerAt(input.value, end)?.query !== query) return;
  if (item.act !== undefined) return call(draft, item.insert, input.value.slice(end));
  const isFollowed = /^\s/.test(input.value.slice(end));
  input.setRangeText(isFollowed ? item.insert : `${item.insert} `, start, end, 'end');
  if (isFollowed) input.selectionStart += 1;
  draft.edit(input.value);
  if (sign === '@') draft.addMention(item.insert);
}

/** Done at once; what stands behind it stays. */
function call(draft: Draft, command: string, rest: string): void {
  draft.edit(command);
  draft.send();
  draft.edit(rest.trimStart());
}
